using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds;
using Orleans.KubeApi.Resources.Subresources;

namespace Orleans.KubeApi.Resources;

/// <summary>PUT of an object or its status, and what a patch does once it has its result.</summary>
internal static class UpdateOperation
{
    private static readonly string[] ServerOwned =
        ["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"];

    /// <summary>Runs a PUT.</summary>
    public static ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings)
    {
        var tree = BodyDecoder.Decode(request, type, warnings);
        if (!tree.Object("metadata")!.Has("managedFields") && FieldTracking.IsReset(request.Body.Span))
        {
            FieldTracking.MarkReset(tree);
        }

        var meta = new ObjectMeta(tree);
        NameChecks.Name(request, meta);
        NameChecks.Namespace(request, type, meta);
        if (current is null)
        {
            if (!type.Traits.CreateOnUpdate || request.Subresource.Length > 0 || meta.ResourceVersion.Length > 0 || meta.Uid.Length > 0)
            {
                throw StatusErrors.NotFound(type.Resource, request.Name);
            }

            return CreateOperation.CreateAsync(request, type, tree, current: null, context, warnings);
        }

        Preconditions.CheckUpdate(request, type, meta, current);
        return ApplyAsync(request, type, tree, current, context, warnings);
    }

    /// <summary>
    /// Makes a decoded tree of the request's version the next version of the object. <paramref name="isTracked"/>: its managedFields are
    /// already what they shall be.
    /// </summary>
    public static async ValueTask<OperationOutcome> ApplyAsync(
        WriteRequest request, ResourceType type, ObjectNode tree, CurrentVersion current, OperationContext context, List<string> warnings,
        bool isTracked = false)
    {
        var steps = new WriteSteps(request, type, context, warnings);
        var old = TreeForm.ForRequest(type, current.Tree);
        var meta = new ObjectMeta(tree);
        var oldMeta = new ObjectMeta(old);
        steps.Default(tree);
        if (!isTracked)
        {
            TreeForm.Order(type, tree);
            if (request.Verb != WriteVerb.Patch)
            {
                FieldTracking.RestoreEmptyLists(tree, request.Body.Span, type.Schema);
            }

            FieldTracking.Track(request, type, tree, old, context.Now);
        }

        await steps.MutateAsync(tree, old);
        foreach (var name in ServerOwned)
        {
            meta.CopyFrom(oldMeta, name);
        }

        // Another uid than the old object's is an error, found with the others.
        if (meta.Uid.Length == 0)
        {
            meta.CopyFrom(oldMeta, "uid");
        }

        KeepOtherHalf(request, type, tree, old);
        steps.Rules.PrepareForUpdate(tree, old, steps.KindContext);
        TreeForm.Order(type, tree);
        if (type.Traits.Generation && SubresourceTypes.ChangesSpec(request.Subresource) && ChangesSpec(type, steps.Rules, tree, old))
        {
            meta.Set("generation", oldMeta.Generation + 1);
        }

        steps.Validate(tree, old);
        await steps.AdmitAsync(tree, old);
        var next = TreeForm.Seal(type, tree);
        if (oldMeta.IsTerminating && Deletion.IsFinished(type, next))
        {
            return new OperationOutcome { Kind = OutcomeKind.Remove, Tree = next, Shown = WithVersion(next, current.Revision) };
        }

        return IsNoOp(next, current.Tree)
            ? new OperationOutcome { Kind = OutcomeKind.Answer, Tree = current.Tree }
            : new OperationOutcome { Kind = OutcomeKind.Store, Tree = next };
    }

    // The last change is never stored, so it has no version of its own.
    private static ObjectNode? WithVersion(ObjectNode next, long revision)
    {
        if (revision == 0)
        {
            return null;
        }

        var shown = (ObjectNode)next.Clone();
        shown.Object("metadata")!.Set("resourceVersion", revision.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return shown;
    }

    // Times of managedFields alone are no reason for a new version.
    private static bool IsNoOp(ObjectNode next, ObjectNode old)
    {
        if (TreeForm.SameButVersion(next, old))
        {
            return true;
        }

        var entries = next.Object("metadata")!.Array("managedFields");
        if (entries is null || old.Object("metadata")!.Array("managedFields") is not { } before
            || !FieldTracking.SameButTimes(entries, before))
        {
            return false;
        }

        FieldTracking.Put(next, before);
        return TreeForm.SameButVersion(next, old);
    }

    // The main endpoint can't change status, /status (and a request's /approval) can't change anything else but metadata; both silently.
    private static void KeepOtherHalf(WriteRequest request, ResourceType type, ObjectNode tree, ObjectNode old)
    {
        if (request.Subresource is "status" or "approval")
        {
            foreach (var name in tree.Select(m => m.Key).Concat(old.Select(m => m.Key)).Distinct().ToList())
            {
                if (name is not ("kind" or "apiVersion" or "metadata" or "status"))
                {
                    tree[name] = old[name];
                }
            }
        }
        else if (type.Traits.StatusSubresource)
        {
            tree["status"] = old["status"];
        }
    }

    private static bool ChangesSpec(ResourceType type, KindRules rules, ObjectNode tree, ObjectNode old)
    {
        var names = tree.Select(m => m.Key).Concat(old.Select(m => m.Key)).Distinct();
        return names.Any(n => n is not ("kind" or "apiVersion" or "metadata" or "status") && !Node.DeepEquals(tree[n], old[n]))
            || rules.MetadataCountsAsSpec(tree, old);
    }
}
