using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// The rules of the NamespaceLifecycle plug-in: no objects in missing or terminating namespaces; three namespaces can't be deleted.
/// </summary>
internal static class NamespaceLifecycle
{
    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];

    /// <summary>Refuses a create in a namespace that is not there or going away.</summary>
    public static void CheckCreate(WriteRequest request, ResourceType type, OperationContext context)
    {
        if (!context.Admission.KeepsLifecycle)
        {
            return;
        }

        if (context.Namespace == NamespaceState.Missing && !context.Admission.MakesNamespaces)
        {
            throw StatusErrors.NotFound(new GroupResource("", "namespaces"), request.Namespace);
        }

        if (context.Namespace == NamespaceState.Terminating)
        {
            var text = $"unable to create new content in namespace {request.Namespace} because it is being terminated";
            throw StatusErrors.Forbidden(type.Resource, request.Name, text,
                [new StatusCause("NamespaceTerminating", $"namespace {request.Namespace} is being terminated", "metadata.namespace")]);
        }
    }

    /// <summary>Refuses the deletion of an immortal namespace.</summary>
    public static void CheckDelete(WriteRequest request, ResourceType type, OperationContext context)
    {
        if (context.Admission.KeepsLifecycle && type.Resource is { Group: "", Resource: "namespaces" } && Immortal.Contains(request.Name))
        {
            throw StatusErrors.Forbidden(type.Resource, request.Name, "this namespace may not be deleted");
        }
    }
}
