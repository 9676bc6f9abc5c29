using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Access;

namespace Orleans.KubeApi.Resources;

/// <summary>POST of an object, and the create half of a PUT. Order of checks: reference area 1.7.</summary>
internal static class CreateOperation
{
    /// <summary>Runs a create.</summary>
    public static ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings)
    {
        var tree = BodyDecoder.Decode(request, type, warnings);
        return CreateAsync(request, type, tree, current, context, warnings);
    }

    /// <summary>
    /// Creates from a decoded tree of the request's version. <paramref name="isTracked"/>: its managedFields are already what they shall
    /// be.
    /// </summary>
    public static async ValueTask<OperationOutcome> CreateAsync(
        WriteRequest request, ResourceType type, ObjectNode tree, CurrentVersion? current, OperationContext context,
        List<string> warnings, bool isTracked = false)
    {
        var steps = new WriteSteps(request, type, context, warnings);
        var meta = new ObjectMeta(tree);
        NameChecks.Namespace(request, type, meta);
        if (meta.ResourceVersion.Length > 0)
        {
            throw new StatusException(new Status(500, "", "resourceVersion should not be set on objects to be created"));
        }

        NamespaceLifecycle.CheckCreate(request, type, context);
        meta.WipeSystemFields();
        steps.Default(tree);
        if (!isTracked)
        {
            TreeForm.Order(type, tree);
            FieldTracking.RestoreEmptyLists(tree, request.Body.Span, type.Schema);
            FieldTracking.Track(request, type, tree, old: null, context.Now);
        }

        await MutateAsync(request, steps, tree, meta);
        SetSystemFields(meta, type, context);
        if (type.Traits.StatusSubresource && !steps.Rules.KeepsStatusOnCreate)
        {
            tree.Remove("status");
        }

        steps.Rules.PrepareForCreate(tree, steps.KindContext);
        TreeForm.Order(type, tree);
        steps.Validate(tree, old: null);
        await CreateRight.CheckAsync(request, type, context);
        await steps.AdmitAsync(tree, old: null);
        if (current is not null)
        {
            var status = StatusErrors.AlreadyExists(type.Resource, meta.Name);
            throw current.Tree.Object("metadata")!.Has("deletionTimestamp")
                ? StatusErrors.AlreadyExistsTerminating(type.Resource, meta.Name)
                : status;
        }

        return new OperationOutcome { Kind = OutcomeKind.Store, Code = 201, Tree = TreeForm.Seal(type, tree, request.DryRun) };
    }

    // Admission sees the object as the client named it; the facade already chose a name where there is only generateName.
    private static async ValueTask MutateAsync(WriteRequest request, WriteSteps steps, ObjectNode tree, ObjectMeta meta)
    {
        var (name, ns) = (meta.Name, meta.Namespace);
        await steps.MutateAsync(tree, old: null);
        if (meta.Name != name || meta.Namespace != ns)
        {
            throw StatusErrors.BadRequest("admission may not change the name or the namespace of an object");
        }

        if (name.Length == 0 && request.Name.Length > 0)
        {
            meta.Set("name", request.Name);
            steps.Rules.Default(tree);
        }
    }

    private static void SetSystemFields(ObjectMeta meta, ResourceType type, OperationContext context)
    {
        meta.WipeSystemFields();
        meta.Set("uid", Guid.NewGuid().ToString());
        meta.Set("creationTimestamp", ObjectMeta.Time(context.Now));

        // Kinds that don't count generations keep the client's.
        if (type.Traits is { Generation: true, FirstGeneration: > 0 })
        {
            meta.Set("generation", type.Traits.FirstGeneration);
        }
    }
}
