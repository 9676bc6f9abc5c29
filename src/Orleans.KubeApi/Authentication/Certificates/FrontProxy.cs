using Microsoft.Extensions.Primitives;

namespace Orleans.KubeApi.Authentication.Certificates;

/// <summary>
/// A proxy that has authenticated its clients and names them in headers (apiserver <c>request/headerrequest</c>). The headers count only
/// with
/// a certificate of the proxies' own authorities; without one they are nothing but text.
/// </summary>
internal sealed record FrontProxy
{
    private const int GroupsMax = 1000;

    /// <summary>Common names that may speak for others; empty: every certificate of the proxies' authorities.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = [];

    /// <summary>Headers with the user's name; the first that has a value counts.</summary>
    public IReadOnlyList<string> UserHeaders { get; init; } = [];

    /// <summary>Headers with the uid.</summary>
    public IReadOnlyList<string> UidHeaders { get; init; } = [];

    /// <summary>Headers with groups; all values of all of them count.</summary>
    public IReadOnlyList<string> GroupHeaders { get; init; } = [];

    /// <summary>Beginnings of the names of headers with further details.</summary>
    public IReadOnlyList<string> ExtraPrefixes { get; init; } = [];

    /// <summary>Whether a certificate of this common name may speak for others.</summary>
    public bool Allows(string commonName) => AllowedNames.Count == 0 || AllowedNames.Contains(commonName);

    /// <summary>The user that the headers name; null if they name none.</summary>
    public UserInfo? UserOf(IDictionary<string, StringValues> headers)
    {
        if (First(headers, UserHeaders) is not { Length: > 0 } name)
        {
            return null;
        }

        var groups = GroupHeaders.SelectMany(h => headers.TryGetValue(h, out var values) ? values : StringValues.Empty)
            .OfType<string>().Where(g => g.Length > 0).Take(GroupsMax);
        return new UserInfo(name, First(headers, UidHeaders), groups, Extra(headers));
    }

    /// <summary>The details in headers whose names begin with one of the prefixes: lower case, percent signs decoded.</summary>
    public static Dictionary<string, IReadOnlyList<string>> ExtraOf(IDictionary<string, StringValues> headers, string prefix)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = Unescape(name[prefix.Length..].ToLowerInvariant());
                extra[key] = [.. extra.GetValueOrDefault(key) ?? [], .. values.OfType<string>()];
            }
        }

        return extra;
    }

    private Dictionary<string, IReadOnlyList<string>>? Extra(IDictionary<string, StringValues> headers)
    {
        Dictionary<string, IReadOnlyList<string>>? all = null;
        foreach (var prefix in ExtraPrefixes)
        {
            foreach (var (key, values) in ExtraOf(headers, prefix))
            {
                all ??= new(StringComparer.Ordinal);
                all[key] = [.. all.GetValueOrDefault(key) ?? [], .. values];
            }
        }

        return all;
    }

    // A key that is not well escaped is taken as it is.
    private static string Unescape(string key)
    {
        for (var at = key.IndexOf('%'); at >= 0; at = key.IndexOf('%', at + 1))
        {
            if (at + 2 >= key.Length || !char.IsAsciiHexDigit(key[at + 1]) || !char.IsAsciiHexDigit(key[at + 2]))
            {
                return key;
            }
        }

        return Uri.UnescapeDataString(key);
    }

    private static string First(IDictionary<string, StringValues> headers, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (headers.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 } value)
            {
                return value;
            }
        }

        return "";
    }
}
