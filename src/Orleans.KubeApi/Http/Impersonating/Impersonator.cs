using System.Text.RegularExpressions;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Impersonating;

/// <summary>
/// Decides whether one user may act as another. Every part of the wanted identity is asked of the authorizer; the caller's own groups count
/// for nothing afterwards. The modes are tried from the narrowest to the widest, the one that the caller used last before all others; the
/// first refusal is the one that is told.
/// </summary>
/// <param name="authorizer">Who is asked.</param>
/// <param name="memory">What was used last.</param>
/// <param name="cancellationToken">The client is gone.</param>
internal sealed partial class Impersonator(IAuthorizer authorizer, ModeMemory memory, CancellationToken cancellationToken)
{
    private const string Identities = "authentication.k8s.io";

    // From so many values on one question for all of them is tried first.
    private const int Many = 4;

    /// <summary>The identity that the request runs with.</summary>
    /// <param name="requestor">Who sent the request.</param>
    /// <param name="wanted">What its headers say.</param>
    /// <param name="attributes">What it wants to do.</param>
    /// <exception cref="StatusException">403.</exception>
    public async ValueTask<Impersonated> ResolveAsync(UserInfo requestor, UserInfo wanted, RequestAttributes attributes)
    {
        StatusException? first = null;
        var last = memory.Find(requestor.Name);
        foreach (var mode in last is null ? ImpersonationMode.All : ImpersonationMode.All.Where(m => m != last).Prepend(last))
        {
            if (!mode.Fits(wanted, requestor))
            {
                continue;
            }

            var asker = mode == ImpersonationMode.AssociatedNode ? WithoutDetails(requestor) : requestor;
            if (await RefusalAsync(mode, asker, wanted, attributes) is not { } refusal)
            {
                memory.Keep(requestor.Name, mode);
                return new Impersonated(Become(wanted, mode), mode.IsConstrained ? mode.Verb : "");
            }

            first ??= refusal;
        }

        throw first!;
    }

    // Which node it is has been checked; authorizers see only that there was one, so that one rule holds for the pods of all nodes.
    private static UserInfo WithoutDetails(UserInfo requestor) => UserInfo.Exactly(
        requestor.Name, requestor.Uid, requestor.Groups, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["authentication.kubernetes.io/associated-node-keys"] = [.. requestor.Extra.Keys.Order(StringComparer.Ordinal)],
        });

    private static UserInfo Become(UserInfo wanted, ImpersonationMode mode)
    {
        var groups = wanted.Groups.ToList();
        if (mode.IsConstrained && ImpersonationMode.NodeOf(wanted.Name) is not null)
        {
            groups = ["system:nodes"];
        }
        else if (groups.Count == 0 && ImpersonationMode.AccountOf(wanted.Name) is { } account)
        {
            groups = ["system:serviceaccounts", $"system:serviceaccounts:{account.Namespace}"];
        }

        var isAnonymous = wanted.Name == UserInfo.AnonymousName;
        var must = isAnonymous ? UserInfo.UnauthenticatedGroup : UserInfo.AuthenticatedGroup;
        if (!groups.Contains(must) && (isAnonymous || !groups.Contains(UserInfo.UnauthenticatedGroup)))
        {
            groups.Add(must);
        }

        return UserInfo.Exactly(wanted.Name, wanted.Uid, groups, wanted.Extra);
    }

    private async ValueTask<StatusException?> RefusalAsync(
        ImpersonationMode mode, UserInfo asker, UserInfo wanted, RequestAttributes attributes)
    {
        if (mode.IsConstrained
            && await CheckAsync(asker, attributes with { Verb = $"impersonate-on:{mode.Name}:{attributes.Verb}" }) is { } onTarget)
        {
            return onTarget;
        }

        return await CheckAsync(asker, OfName(mode, wanted))
            ?? (wanted.Uid.Length == 0 ? null : await CheckAsync(asker, Of(mode, Identities, "uids", wanted.Uid)))
            ?? await CheckGroupsAsync(mode, asker, wanted.Groups)
            ?? await CheckExtraAsync(mode, asker, wanted.Extra);
    }

    private static RequestAttributes OfName(ImpersonationMode mode, UserInfo wanted)
    {
        var group = mode.IsConstrained ? Identities : "";
        if (mode.IsConstrained && ImpersonationMode.NodeOf(wanted.Name) is { } node)
        {
            return Of(mode, group, "nodes", mode == ImpersonationMode.AssociatedNode ? "*" : node);
        }

        return ImpersonationMode.AccountOf(wanted.Name) is { } account
            ? Of(mode, group, "serviceaccounts", account.Name) with { Namespace = account.Namespace }
            : Of(mode, group, "users", wanted.Name);
    }

    private async ValueTask<StatusException?> CheckGroupsAsync(ImpersonationMode mode, UserInfo asker, IReadOnlyList<string> groups)
    {
        var asked = Of(mode, mode.IsConstrained ? Identities : "", "groups", "");
        if (mode.IsConstrained && groups.Contains(""))
        {
            return ForbiddenText.Refusal(asker, asked, "impersonating the empty string group is not allowed");
        }

        if (mode.IsConstrained && groups.Contains(UserInfo.MastersGroup))
        {
            return ForbiddenText.Refusal(
                asker, asked with { Name = UserInfo.MastersGroup }, "impersonating the system:masters group is not allowed");
        }

        if (mode.IsConstrained && groups.Count >= Many && await CheckAsync(asker, asked with { Name = "*" }) is null)
        {
            return null;
        }

        foreach (var group in groups)
        {
            if (await CheckAsync(asker, asked with { Name = group }) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private async ValueTask<StatusException?> CheckExtraAsync(
        ImpersonationMode mode, UserInfo asker, IReadOnlyDictionary<string, IReadOnlyList<string>> extra)
    {
        var asked = Of(mode, Identities, "userextras", "");
        if (mode.IsConstrained && Wrong(extra) is { } wrong)
        {
            return ForbiddenText.Refusal(asker, asked, wrong);
        }

        if (mode.IsConstrained && extra.Sum(e => Math.Max(1, e.Value.Count)) >= Many
            && await CheckAsync(asker, asked with { Subresource = "*", Name = "*" }) is null)
        {
            return null;
        }

        foreach (var (key, values) in extra)
        {
            foreach (var value in values)
            {
                if (await CheckAsync(asker, asked with { Subresource = key, Name = value }) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return null;
    }

    private static string? Wrong(IReadOnlyDictionary<string, IReadOnlyList<string>> extra)
    {
        foreach (var (key, values) in extra)
        {
            if (key.Length == 0)
            {
                return "impersonating the empty string key in extra is not allowed";
            }

            if (key.Split('/', 2) is not [var domain, var path] || NameRules.Subdomain(domain).Count > 0 || !PathForm().IsMatch(path))
            {
                return $"impersonating an invalid key in extra is not allowed: {GoText.Quote(key)} must be a domain-prefixed path";
            }

            if (values.Count == 0 || values.Contains(""))
            {
                return "impersonating the empty string value in extra is not allowed";
            }
        }

        return null;
    }

    private static RequestAttributes Of(ImpersonationMode mode, string group, string resource, string name) => new()
    {
        IsResource = true,
        Verb = mode.Verb,
        Path = "",
        Group = group,
        Resource = resource,
        Subresource = "",
        Namespace = "",
        Name = name,
    };

    private async ValueTask<StatusException?> CheckAsync(UserInfo asker, RequestAttributes attributes)
    {
        var decision = await authorizer.AuthorizeAsync(asker, attributes, cancellationToken);
        return decision.IsAllowed ? null : ForbiddenText.Refusal(asker, attributes, decision.Reason);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9/\-._~%!$&'()*+,;=:]+\z")]
    private static partial Regex PathForm();
}
