using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>
/// Admission of a connection (exec, attach, portforward, proxy): plug-ins see its options as the object, and no old one. Whether there is
/// anything to connect to is found out later, as in the original.
/// </summary>
internal static class ConnectAdmission
{
    /// <summary>Runs both passes; answers the options as the mutating pass left them.</summary>
    public static async ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, OperationContext context, List<string> warnings)
    {
        var kind = type.Subresource(request.Subresource)!.Kind;
        var options = (ObjectNode)NodeReader.Parse(request.Body.Span);
        var attributes = AdmissionAttributes.Of(request, type.Resource, kind, options, old: null, context, warnings) with
        {
            Operation = AdmissionOperation.Connect,
            Options = null,
        };
        await context.Admission.MutateAsync(attributes);
        await context.Admission.ValidateAsync(attributes);
        return new OperationOutcome { Kind = OutcomeKind.Answer, Code = 200, Success = options };
    }
}
