using Orleans.KubeApi.Admission;
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
            Subresource = request.Subresource,
            Namespace = request.Namespace,
            Name = request.Name,
            Object = tree,
            Old = old,
            DryRun = request.DryRun,
            User = request.User,
            Reader = context.Reader,
            Now = context.Now,
            Warnings = warnings,
            AuditAnnotations = context.Annotations,
            Options = request,
            Gate = context.Gate,
        };
}
