using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Access;

/// <summary>
/// A PUT or an apply that makes a new object needs the right to create besides its own; only the write knows that it does.
/// </summary>
internal static class CreateRight
{
    /// <summary>Refuses the create half of an update or a patch.</summary>
    /// <exception cref="StatusException">403; 500 where nobody could tell.</exception>
    public static ValueTask CheckAsync(WriteRequest request, ResourceType type, OperationContext context) =>
        request.Verb == WriteVerb.Create || request.User.IsMaster ? ValueTask.CompletedTask : AskAsync(request, type, context);

    private static async ValueTask AskAsync(WriteRequest request, ResourceType type, OperationContext context)
    {
        var attributes = new RequestAttributes
        {
            IsResource = true,
            Verb = "create",
            Path = "",
            Group = request.Group,
            Version = request.Version,
            Resource = type.Resource.Resource,
            Subresource = request.Subresource,
            Namespace = request.Namespace,
            Name = request.Name,
        };
        var decision = await context.Authorizer.AuthorizeAsync(request.User, attributes, CancellationToken.None);
        if (!decision.IsAllowed)
        {
            throw decision.Error.Length > 0
                ? StatusErrors.Internal(decision.Error)
                : ForbiddenText.Refusal(request.User, attributes, decision.Reason);
        }
    }
}
