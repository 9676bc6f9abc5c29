using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>
/// Checks of names that add the original's errors (util/validation and apimachinery's validation). What is fine costs hardly an allocation.
/// </summary>
internal static partial class Names
{
    private const int LongestLabel = 63;
    private const int LongestSubdomain = 253;

    /// <summary>DNS-1123 label.</summary>
    public static void Label(FieldErrors errors, FieldPath parent, string member, string value)
    {
        if (!IsLabel(value))
        {
            FieldChecks.Report(errors, parent.Child(member), value, NameRules.Label(value));
        }
    }

    /// <summary>DNS-1123 label.</summary>
    public static void Label(FieldErrors errors, FieldPath path, string value)
    {
        if (!IsLabel(value))
        {
            FieldChecks.Report(errors, path, value, NameRules.Label(value));
        }
    }

    /// <summary>DNS-1123 subdomain: the names of most kinds.</summary>
    public static void Subdomain(FieldErrors errors, FieldPath parent, string member, string value)
    {
        if (!IsSubdomain(value))
        {
            FieldChecks.Report(errors, parent.Child(member), value, NameRules.Subdomain(value));
        }
    }

    /// <summary>DNS-1123 subdomain.</summary>
    public static void Subdomain(FieldErrors errors, FieldPath path, string value)
    {
        if (!IsSubdomain(value))
        {
            FieldChecks.Report(errors, path, value, NameRules.Subdomain(value));
        }
    }

    /// <summary>DNS-1123 subdomain whose labels may have underscores inside and one in front, as those of service records have.</summary>
    public static void SubdomainWithUnderscore(FieldErrors errors, FieldPath path, string value)
    {
        if (value.Length > LongestSubdomain)
        {
            errors.Invalid(path, value, "must be no more than 253 characters");
        }

        if (!UnderscoreForm().IsMatch(value))
        {
            errors.Invalid(path, value,
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', "
                + "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
                + "'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')");
        }
    }

    /// <summary>Qualified name or label key: [prefix/]name.</summary>
    public static void Qualified(FieldErrors errors, FieldPath path, string value) =>
        FieldChecks.Report(errors, path, value, LabelSyntax.KeyErrors(value));

    /// <summary>Label value.</summary>
    public static void LabelValue(FieldErrors errors, FieldPath path, string value) =>
        FieldChecks.Report(errors, path, value, LabelSyntax.ValueErrors(value));

    /// <summary>A map of labels: keys and values, all errors at the map's path.</summary>
    public static void Labels(FieldErrors errors, FieldPath path, ObjectNode? labels)
    {
        foreach (var (key, value) in labels ?? [])
        {
            Qualified(errors, path, key);
            LabelValue(errors, path, value.Str());
        }
    }

    /// <summary>A key of a ConfigMap or Secret.</summary>
    public static void ConfigMapKey(FieldErrors errors, FieldPath path, string value) =>
        FieldChecks.Report(errors, path, value, NameRules.ConfigKey(value));

    /// <summary>A name of an environment variable: printable ASCII without '='.</summary>
    public static void EnvironmentVariable(FieldErrors errors, FieldPath path, string value)
    {
        if (value.Length == 0)
        {
            errors.Invalid(path, value, "environment variable name must be at least 1 character long");
        }

        foreach (var letter in value)
        {
            if (letter is < ' ' or > '~' or '=')
            {
                errors.Invalid(path, value,
                    "a valid environment variable name must consist only of printable ASCII characters other than '='");
                return;
            }
        }
    }

    /// <summary>An HTTP header's name.</summary>
    public static void HttpHeader(FieldErrors errors, FieldPath path, string value)
    {
        if (!HeaderForm().IsMatch(value))
        {
            errors.Invalid(path, value, "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', "
                + "regex used for validation is '[-A-Za-z0-9]+')");
        }
    }

    /// <summary>Whether a value is a DNS-1123 label.</summary>
    public static bool IsLabel(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value.Length > LongestLabel || value[0] == '-' || value[^1] == '-')
        {
            return false;
        }

        foreach (var letter in value)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a value is a DNS-1123 subdomain.</summary>
    public static bool IsSubdomain(ReadOnlySpan<char> value) => value.Length <= LongestSubdomain && LabelSyntax.IsSubdomain(value);

    [GeneratedRegex(@"\A_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex UnderscoreForm();

    [GeneratedRegex(@"\A[-A-Za-z0-9]+\z")]
    private static partial Regex HeaderForm();
}
