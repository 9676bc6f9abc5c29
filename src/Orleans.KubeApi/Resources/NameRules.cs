using System.Text.RegularExpressions;

namespace Orleans.KubeApi.Resources;

/// <summary>Forms of names, with the original's explanations (apimachinery util/validation).</summary>
internal static partial class NameRules
{
    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
        "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
        "with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string QualifiedText =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    /// <summary>What is wrong with an object name under a rule; empty if nothing.</summary>
    public static List<string> Name(string rule, string name) => rule switch
    {
        "label" or "label1035" => Label(name),
        "path" => PathSegment(name),
        "ip" => Kinds.Common.AddressRules.Strict(name),
        _ => Subdomain(name),
    };

    /// <summary>DNS-1123 label.</summary>
    public static List<string> Label(string name)
    {
        var wrong = new List<string>();
        if (name.Length > 63)
        {
            wrong.Add("must be no more than 63 characters");
        }

        if (!LabelForm().IsMatch(name))
        {
            wrong.Add(SubdomainForm().IsMatch(name) ? "must not contain dots" : LabelText);
        }

        return wrong;
    }

    /// <summary>DNS-1123 subdomain.</summary>
    public static List<string> Subdomain(string name)
    {
        var wrong = new List<string>();
        if (name.Length > 253)
        {
            wrong.Add("must be no more than 253 characters");
        }

        if (!SubdomainForm().IsMatch(name))
        {
            wrong.Add(SubdomainText);
        }

        return wrong;
    }

    /// <summary>A name that is one path segment.</summary>
    public static List<string> PathSegment(string name)
    {
        if (name is "." or "..")
        {
            return [$"may not be '{name}'"];
        }

        return [.. new[] { "/", "%" }.Where(name.Contains).Select(c => $"may not contain '{c}'")];
    }

    /// <summary>A label or annotation key: [prefix/]name.</summary>
    public static List<string> Qualified(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            return [$"a valid label key {QualifiedText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        var wrong = new List<string>();
        if (parts.Length == 2)
        {
            wrong.AddRange(parts[0].Length == 0 ? ["prefix part must be non-empty"] : Subdomain(parts[0]).Select(w => $"prefix part {w}"));
        }

        var name = parts[^1];
        if (name.Length == 0)
        {
            wrong.Add("name part must be non-empty");
        }
        else if (name.Length > 63)
        {
            wrong.Add("name part must be no more than 63 bytes");
        }

        if (!QualifiedForm().IsMatch(name))
        {
            wrong.Add($"name part {QualifiedText}");
        }

        return wrong;
    }

    /// <summary>A label value.</summary>
    public static List<string> LabelValue(string value)
    {
        var wrong = new List<string>();
        if (value.Length > 63)
        {
            wrong.Add("must be no more than 63 bytes");
        }

        if (value.Length > 0 && !QualifiedForm().IsMatch(value))
        {
            wrong.Add("a valid label must be an empty string or " + QualifiedText["must ".Length..]
                .Replace("'MyName',  or 'my.name',  or '123-abc'", "'MyValue',  or 'my_value',  or '12345'", StringComparison.Ordinal)
                .Replace("'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'", "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'",
                    StringComparison.Ordinal));
        }

        return wrong;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelForm();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainForm();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex QualifiedForm();
}
