using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Resources.Subresources;

/// <summary>
/// Admission of a body that is posted to a subresource and not stored (an eviction, a token request): answers the body as the mutating
/// pass left it. What then happens is its handler's.
/// </summary>
internal static class PostedAdmission
{
    /// <summary>Runs both passes.</summary>
    public static async ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, OperationContext context, List<string> warnings)
    {
        var body = SubresourceTypes.Of(type, request.Subresource);
        var tree = BodyDecoder.Decode(request, body, warnings);
        var attributes = AdmissionAttributes.Of(request, type.Resource, body.Kind, tree, old: null, context, warnings);
        await context.Admission.MutateAsync(attributes);
        await context.Admission.ValidateAsync(attributes);
        return new OperationOutcome { Kind = OutcomeKind.Answer, Code = 201, Success = tree };
    }
}
