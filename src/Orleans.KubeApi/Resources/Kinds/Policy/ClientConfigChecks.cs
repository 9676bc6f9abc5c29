using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>Where a webhook is called: an https URL, or a path of a service.</summary>
internal static class ClientConfigChecks
{
    private const string Form = "; desired format: https://host[/path]";

    /// <summary>Checks a clientConfig.</summary>
    public static void Check(ObjectNode config, FieldPath path, FieldErrors errors)
    {
        var url = config.Text("url");
        var service = config.Object("service");
        if ((url is null) == (service is null))
        {
            errors.Required(path, "exactly one of url or service is required");
        }
        else if (url is not null)
        {
            CheckUrl(url, path.Child("url"), errors);
        }
        else
        {
            CheckService(service!, path.Child("service"), errors);
        }
    }

    private static void CheckUrl(string url, FieldPath path, FieldErrors errors)
    {
        if (!TrySplit(url, out var parts, out var wrong))
        {
            errors.Required(path, $"url must be a valid URL: {wrong}{Form}");
            return;
        }

        if (parts.Scheme != "https")
        {
            errors.Invalid(path, parts.Scheme, $"'https' is the only allowed URL scheme{Form}");
        }

        if (parts.Host.Length == 0)
        {
            errors.Invalid(path, "", $"host must be specified{Form}");
        }

        if (parts.User is not null)
        {
            errors.Invalid(path, parts.User, "user information is not permitted in the URL");
        }

        if (parts.Fragment.Length > 0)
        {
            errors.Invalid(path, parts.Fragment, "fragments are not permitted in the URL");
        }

        if (parts.Query.Length > 0)
        {
            errors.Invalid(path, parts.Query, "query parameters are not permitted in the URL");
        }
    }

    // As Go's url.Parse takes it apart; System.Uri repairs what Go leaves.
    private static bool TrySplit(string url, out (string Scheme, string? User, string Host, string Query, string Fragment) parts,
        out string wrong)
    {
        parts = ("", null, "", "", "");
        wrong = "";
        var quoted = GoText.Quote(url);
        if (url.Any(char.IsControl))
        {
            wrong = $"parse {quoted}: net/url: invalid control character in URL";
            return false;
        }

        var rest = url;
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? "" : rest[(hash + 1)..];
        rest = hash < 0 ? rest : rest[..hash];
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var scheme = "";
        if (colon == 0)
        {
            wrong = $"parse {quoted}: missing protocol scheme";
            return false;
        }

        if (colon > 0 && char.IsAsciiLetter(rest[0]) && rest.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0)
        {
            scheme = rest[..colon].ToLowerInvariant();
            rest = rest[(colon + 1)..];
        }
        else if (colon > 0 && !rest.AsSpan(0, colon).Contains('/'))
        {
            wrong = $"parse {quoted}: first path segment in URL cannot contain colon";
            return false;
        }

        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? "" : rest[(mark + 1)..];
        rest = mark < 0 ? rest : rest[..mark];
        var authority = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..].Split('/')[0] : "";
        var at = authority.LastIndexOf('@');
        var host = authority[(at + 1)..];
        var port = host[(host.LastIndexOf(']') + 1)..];
        if (port.IndexOf(':', StringComparison.Ordinal) is >= 0 and var start && !port.AsSpan(start + 1).ToString().All(char.IsAsciiDigit))
        {
            wrong = $"parse {quoted}: invalid port {GoText.Quote(port[start..])} after host";
            return false;
        }

        if (host.Contains(' ', StringComparison.Ordinal))
        {
            wrong = $"parse {quoted}: invalid character \" \" in host name";
            return false;
        }

        parts = (scheme, at < 0 ? null : authority[..at], host, query, fragment);
        return true;
    }

    private const string SchemeLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";

    private static void CheckService(ObjectNode service, FieldPath path, FieldErrors errors)
    {
        if (service.Str("name").Length == 0)
        {
            errors.Required(path.Child("name"), "service name is required");
        }

        if (service.Str("namespace").Length == 0)
        {
            errors.Required(path.Child("namespace"), "service namespace is required");
        }

        var port = service.Integer("port") ?? 0;
        if (port is < 1 or > 65535)
        {
            errors.Invalid(path.Child("port"), port, "port is not valid: must be between 1 and 65535, inclusive");
        }

        if (service.Text("path") is { Length: > 0 } target && target != "/")
        {
            CheckPath(target, path.Child("path"), errors);
        }
    }

    private static void CheckPath(string target, FieldPath path, FieldErrors errors)
    {
        if (target == "//")
        {
            errors.Invalid(path, target, "segment[0] may not be empty");
            return;
        }

        if (target[0] != '/')
        {
            errors.Invalid(path, target, "must start with a '/'");
        }

        var steps = target[1..];
        steps = steps.EndsWith('/') ? steps[..^1] : steps;
        var position = 0;
        foreach (var step in steps.Split('/'))
        {
            var number = (position++).ToString(CultureInfo.InvariantCulture);
            if (step.Length == 0)
            {
                errors.Invalid(path, target, $"segment[{number}] may not be empty");
                continue;
            }

            foreach (var wrong in NameRules.Subdomain(step))
            {
                errors.Invalid(path, target, $"segment[{number}]: {wrong}");
            }
        }
    }
}
