using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>What admission sees of a write: the one place that knows which part of a request goes where.</summary>
internal static class AdmissionAttributes
{
    /// <summary>The attributes of a create (<paramref name="old"/> null) or an update.</summary>
    /// <param name="request">The write.</param>
    /// <param name="resource">The resource of the request's path.</param>
    /// <param name="kind">The kind of <paramref name="tree"/>: a subresource's own where it has one.</param>
    /// <param name="tree">The new object; mutating plug-ins change it.</param>
    /// <param name="old">The object before.</param>
    /// <param name="context">The world.</param>
    /// <param name="warnings">Receives the plug-ins' warnings.</param>
    public static AdmissionRequest Of(
        WriteRequest request, GroupResource resource, GroupVersionKind kind, ObjectNode tree, ObjectNode? old, OperationContext context,
        List<string> warnings) => new()
        {
            Operation = old is null ? AdmissionOperation.Create : AdmissionOperation.Update,
            Kind = kind,
            Resource = resource,
            Version = request.Version,
            Subresource = request.Subresource,
            Namespace = request.Namespace,
            // A generated name isn't known before the mutating pass is over.
            Name = old is null && request.Subresource.Length == 0 ? new ObjectMeta(tree).Name : request.Name,
            Object = tree,
            Old = old,
            DryRun = request.DryRun,
            User = request.User,
            Authorizer = context.Authorizer,
            Reader = context.Reader,
            Now = context.Now,
            Warnings = warnings,
            AuditAnnotations = context.Annotations,
            Options = request,
            Gate = context.Gate,
        };

    /// <summary>The attributes of a delete.</summary>
    /// <param name="request">The write.</param>
    /// <param name="type">Its resource.</param>
    /// <param name="old">The object in the request's version.</param>
    /// <param name="context">The world.</param>
    /// <param name="warnings">Receives the plug-ins' warnings.</param>
    public static AdmissionRequest OfDelete(
        WriteRequest request, ResourceType type, ObjectNode old, OperationContext context, List<string> warnings) =>
        Of(request, type.Resource, type.Kind, old, old, context, warnings) with { Operation = AdmissionOperation.Delete, Object = null };
}
