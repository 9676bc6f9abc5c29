using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Impersonating;

/// <summary>Whom a request wants to be, in its <c>Impersonate-</c> headers.</summary>
internal static class ImpersonationHeaders
{
    private const string Prefix = "Impersonate-";
    private const string User = "Impersonate-User";
    private const string Uid = "Impersonate-Uid";
    private const string Group = "Impersonate-Group";
    private const string ExtraPrefix = "Impersonate-Extra-";

    /// <summary>Whether there are such headers.</summary>
    public static bool Any(IHeaderDictionary headers)
    {
        foreach (var header in headers)
        {
            if (header.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The wanted user exactly as the headers have it; null if they want none.</summary>
    /// <exception cref="StatusException">400: groups, uid or extra without a user.</exception>
    public static UserInfo? Read(IHeaderDictionary headers)
    {
        var groups = headers[Group].OfType<string>().ToList();
        var extra = FrontProxy.ExtraOf(headers, ExtraPrefix);
        var wanted = UserInfo.Exactly(First(headers[User]), First(headers[Uid]), groups, extra);
        if (wanted.Name.Length > 0)
        {
            return wanted;
        }

        return wanted.Uid.Length == 0 && groups.Count == 0 && extra.Count == 0 ? null
            : throw StatusErrors.BadRequest($"requested {Show(wanted)} without impersonating a user name");
    }

    private static string First(StringValues values) => values.Count > 0 ? values[0] ?? "" : "";

    // The original prints its own structure, and clients have seen it.
    private static string Show(UserInfo user)
    {
        var extra = user.Extra.Count == 0 ? "(nil)"
            : $"{{{string.Join(", ", user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal).Select(Show))}}}";
        return $"&user.DefaultInfo{{Name:\"\", UID:{GoText.Quote(user.Uid)}, Groups:{Show(user.Groups)}, "
            + $"Extra:map[string][]string{extra}}}";
    }

    private static string Show(KeyValuePair<string, IReadOnlyList<string>> extra) => $"{GoText.Quote(extra.Key)}:{Show(extra.Value)}";

    private static string Show(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? "[]string(nil)" : $"[]string{{{string.Join(", ", texts.Select(GoText.Quote))}}}";
}
