using System.Globalization;
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
    public static OperationOutcome Run(
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

        scale ??= Patched(request, asScale, current, context, warnings);
        Check(request, asScale, scale);
        var meta = new ObjectMeta(scale);
        if (meta.Uid.Length > 0 && meta.Uid != current.Uid)
        {
            throw StatusErrors.Conflict(absent, request.Name,
                $"Precondition failed: UID in precondition: {meta.Uid}, UID in object meta: {current.Uid}");
        }

        Preconditions.CheckUpdate(request with { Verb = WriteVerb.Patch }, type, meta, current);
        var tree = TreeForm.ForRequest(type, current.Tree);
        tree.Child("spec").Set("replicas", scale.Object("spec")?.Integer("replicas") ?? 0);
        return UpdateOperation.Apply(request, type, tree, current, context, warnings);
    }

    // The patch is made for the Scale as the client reads it.
    private static ObjectNode Patched(
        WriteRequest request, ResourceType asScale, CurrentVersion current, OperationContext context, List<string> warnings)
    {
        var old = ScaleView.Of(current.Tree);
        var meta = new ObjectMeta(old);
        meta.Set("resourceVersion", current.Revision == 0 ? null
            : new TextNode(current.Revision.ToString(CultureInfo.InvariantCulture)));
        var asMerge = request.Patch == PatchKind.Apply ? request with { Patch = PatchKind.Merge } : request;
        return PatchOperation.Result(asMerge, asScale, old, warnings);
    }

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
