using System.Globalization;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>
/// PUT and PATCH of <c>scale</c>: the client writes a Scale, of which only spec.replicas goes into the workload. The outcome is the
/// workload; who answers the client shows its <see cref="ScaleView"/>.
/// </summary>
internal static class ScaleOperation
{
    /// <summary>Runs a write of a Scale.</summary>
    public static ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings)
    {
        var asScale = SubresourceTypes.Of(type, "scale");
        var absent = new GroupResource(type.Resource.Group, $"{type.Resource.Resource}/scale");
        var scale = request.Verb == WriteVerb.Update ? BodyDecoder.Decode(request, asScale, warnings) : null;
        if (scale is not null)
        {
            var named = new ObjectMeta(scale);
            NameChecks.Name(request, named);
            NameChecks.Namespace(request, type, named);
        }

        if (current is null)
        {
            throw StatusErrors.NotFound(absent, request.Name);
        }

        var tree = TreeForm.ForRequest(type, current.Tree);
        var old = Old(tree, type, current);
        if (scale is null && request.Patch == PatchKind.Apply)
        {
            scale = ApplyOperation.Result(request, asScale, ScopeOf(asScale), old, context);
        }
        else
        {
            scale ??= PatchOperation.Result(request, asScale, old, warnings);
            FieldTracking.Track(ScopeOf(asScale), request, scale, old, context.Now);
        }

        Check(request, asScale, scale);
        var meta = new ObjectMeta(scale);
        if (meta.Uid.Length > 0 && meta.Uid != current.Uid)
        {
            throw StatusErrors.Conflict(absent, request.Name,
                $"Precondition failed: UID in precondition: {meta.Uid}, UID in object meta: {current.Uid}");
        }

        Preconditions.CheckUpdate(request with { Verb = WriteVerb.Patch }, type, meta, current);
        tree.Child("spec").Set("replicas", scale.Object("spec")?.Integer("replicas") ?? 0);
        FieldTracking.Put(tree, ScaleOwnership.ToParent(
            EntriesOf(tree), EntriesOf(scale), type.Kind.ApiVersion, version => IsVersion(type, version)));
        return UpdateOperation.ApplyAsync(request, type, tree, current, context, warnings, isTracked: true);
    }

    // The Scale as the client reads it, with the entries of those who own the workload's replicas: a patch is made for it.
    private static ObjectNode Old(ObjectNode tree, ResourceType type, CurrentVersion current)
    {
        var old = ScaleView.Of(current.Tree);
        var meta = new ObjectMeta(old);
        meta.Set("resourceVersion", current.Revision == 0 ? null
            : new TextNode(current.Revision.ToString(CultureInfo.InvariantCulture)));
        FieldTracking.Put(old, ScaleOwnership.ToScale(EntriesOf(tree), version => IsVersion(type, version)));
        return old;
    }

    private static OwnershipScope ScopeOf(ResourceType asScale) => new(asScale.Schema, asScale.Kind.ApiVersion, asScale.Kind.Kind, "scale");

    private static ArrayNode? EntriesOf(ObjectNode tree) => tree.Object("metadata")?.Array("managedFields");

    private static bool IsVersion(ResourceType type, string version) => type.Versions.Any(t => t.Kind.ApiVersion == version);

    private static void Check(WriteRequest request, ResourceType asScale, ObjectNode scale)
    {
        var errors = new FieldErrors();
        var name = new ObjectMeta(scale).Name;
        if (name.Length == 0)
        {
            errors.Required(FieldPath.Of("metadata").Child("name"), "name or generateName is required");
        }

        var replicas = scale.Object("spec")?.Integer("replicas") ?? 0;
        if (replicas < 0)
        {
            errors.Invalid(FieldPath.Of("spec").Child("replicas"), replicas, "must be greater than or equal to 0");
        }

        if (errors.Count > 0)
        {
            throw StatusErrors.Invalid(asScale.Kind, request.Name, errors.Causes);
        }
    }
}
