using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization;

/// <summary>The 403 with the original's wording (apiserver <c>responsewriters.Forbidden</c>); clients and people grep for it.</summary>
internal static class ForbiddenText
{
    /// <summary>The refusal of a request.</summary>
    /// <param name="user">Who was refused.</param>
    /// <param name="attributes">What he wanted.</param>
    /// <param name="reason">Why, if there is more to say.</param>
    public static StatusException Refusal(UserInfo user, in RequestAttributes attributes, string reason = "")
    {
        var more = reason.Length > 0 ? ": " + reason : "";
        if (!attributes.IsResource)
        {
            var text = $"forbidden: User \"{user.Name}\" cannot {attributes.Verb} path \"{attributes.Path}\"{more}";
            return new StatusException(new Status(403, "Forbidden", text, new StatusDetails()));
        }

        var scope = string.IsNullOrEmpty(attributes.Namespace) ? "at the cluster scope" : $"in the namespace \"{attributes.Namespace}\"";
        var refusal = $"User \"{user.Name}\" cannot {attributes.Verb} resource \"{attributes.ResourceWithSubresource}\" "
            + $"in API group \"{attributes.Group}\" {scope}{more}";
        return StatusErrors.Forbidden(attributes.GroupResource, attributes.Name ?? "", refusal);
    }
}
