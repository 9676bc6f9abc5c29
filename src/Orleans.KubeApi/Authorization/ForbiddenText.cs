using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization;

/// <summary>The 403 with the original's wording (apiserver <c>responsewriters.Forbidden</c>); clients and people grep for it.</summary>
internal static class ForbiddenText
{
    /// <summary>The refusal of a request.</summary>
    public static StatusException Refusal(UserInfo user, in RequestAttributes attributes)
    {
        if (!attributes.IsResource)
        {
            var text = $"forbidden: User \"{user.Name}\" cannot {attributes.Verb} path \"{attributes.Path}\"";
            return new StatusException(new Status(403, "Forbidden", text, new StatusDetails()));
        }

        var scope = string.IsNullOrEmpty(attributes.Namespace) ? "at the cluster scope" : $"in the namespace \"{attributes.Namespace}\"";
        var reason = $"User \"{user.Name}\" cannot {attributes.Verb} resource \"{attributes.ResourceWithSubresource}\" "
            + $"in API group \"{attributes.Group}\" {scope}";
        return StatusErrors.Forbidden(attributes.GroupResource, attributes.Name ?? "", reason);
    }
}
