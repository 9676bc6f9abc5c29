using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Access;

/// <summary>The name of a signer: a domain of two labels or more, a slash, and a name.</summary>
internal static class SignerName
{
    private const int LongestDomain = 253;
    private const int LongestName = 253 + 63 + 1;

    /// <summary>Checks a name.</summary>
    public static void Check(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        var parts = name.Split('/');
        if (parts.Length != 2)
        {
            errors.Invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }

        if (parts[0].Length > LongestDomain)
        {
            errors.TooLong(path, LongestDomain);
        }

        var domain = parts[0].Split('.');
        CheckLabels(domain, parts[0], NameRules.Label, path, errors);
        if (domain.Length < 2)
        {
            errors.Invalid(path, parts[0], "should be a domain with at least two segments separated by dots");
        }

        CheckLabels(parts[1].Split('.'), parts[1], NameRules.Subdomain, path, errors);
        var longest = parts[0].Length + LongestName + 1;
        if (name.Length > longest)
        {
            errors.TooLong(path, longest);
        }
    }

    private static void CheckLabels(string[] labels, string whole, Func<string, List<string>> rule, FieldPath path, FieldErrors errors)
    {
        foreach (var label in labels)
        {
            foreach (var wrong in rule(label))
            {
                errors.Invalid(path, whole, $"validating label {Objects.GoText.Quote(label)}: {wrong}");
            }
        }
    }
}
