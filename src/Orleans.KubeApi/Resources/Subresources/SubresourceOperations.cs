using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>The subresources that do something else with their object than a plain update: one class each.</summary>
internal static class SubresourceOperations
{
    /// <summary>Runs the write if its subresource has an operation of its own; null if it is a plain write of the object.</summary>
    public static ValueTask<OperationOutcome>? RunAsync(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings) =>
        (type.Resource, request.Subresource) switch
        {
            (_, "") => null,
            _ when request.Verb == WriteVerb.Connect => ConnectAdmission.RunAsync(request, type, context, warnings),
            (_, "scale") => ScaleOperation.RunAsync(request, type, current, context, warnings),
            ({ Group: "", Resource: "pods" }, "binding") => BindingOperation.RunAsync(request, type, current, context, warnings),
            ({ Group: "", Resource: "pods" }, "eviction") or ({ Group: "", Resource: "serviceaccounts" }, "token")
                when request.Verb == WriteVerb.Create => PostedAdmission.RunAsync(request, type, context, warnings),
            ({ Group: "", Resource: "pods" }, "eviction") => ValueTask.FromResult(EvictionMark.Run(request, type, current, context)),
            _ => null,
        };
}
