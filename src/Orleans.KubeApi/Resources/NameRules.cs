using System.Text;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Forms of names, with the original's explanations (apimachinery util/validation). Lengths are bytes of UTF-8.</summary>
internal static partial class NameRules
{
    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
        "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035Text =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an " +
        "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string ConfigKeyText =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', " +
        "regex used for validation is '[-._a-zA-Z0-9]+')";

    private const string CIdentifierText =
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' " +
        "(e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')";

    /// <summary>What is wrong with an object name under a rule; empty if nothing.</summary>
    public static List<string> Name(string rule, string name) => rule switch
    {
        "label" => Label(name),
        "label1035" => Label1035(name),
        "path" => PathSegment(name),
        "ip" => Kinds.Common.AddressRules.Strict(name),
        _ => Subdomain(name),
    };

    /// <summary>What is wrong with a generateName under a rule: what follows it makes a hyphen at its end legal.</summary>
    public static List<string> Prefix(string rule, string prefix) => rule == "path"
        ? PathCharacters(prefix)
        : Name(rule, prefix.Length > 1 && prefix[^1] == '-' ? prefix[..^2] + "a" : prefix);

    /// <summary>DNS-1123 label.</summary>
    public static List<string> Label(string name)
    {
        var wrong = new List<string>();
        if (TooLong(name, 63))
        {
            wrong.Add("must be no more than 63 characters");
        }

        if (!LabelForm().IsMatch(name))
        {
            wrong.Add(LabelSyntax.IsSubdomain(name) ? "must not contain dots" : LabelText);
        }

        return wrong;
    }

    /// <summary>DNS-1035 label: as DNS-1123, but starts with a letter.</summary>
    public static List<string> Label1035(string name)
    {
        var wrong = new List<string>();
        if (TooLong(name, 63))
        {
            wrong.Add("must be no more than 63 characters");
        }

        if (!Label1035Form().IsMatch(name))
        {
            wrong.Add(Label1035Text);
        }

        return wrong;
    }

    /// <summary>DNS-1123 subdomain.</summary>
    public static List<string> Subdomain(string name)
    {
        var wrong = new List<string>();
        if (TooLong(name, 253))
        {
            wrong.Add("must be no more than 253 characters");
        }

        if (!LabelSyntax.IsSubdomain(name))
        {
            wrong.Add(LabelSyntax.SubdomainRule);
        }

        return wrong;
    }

    /// <summary>A name that is one path segment.</summary>
    public static List<string> PathSegment(string name) => name is "." or ".." ? [$"may not be '{name}'"] : PathCharacters(name);

    /// <summary>A key of a ConfigMap or Secret: usable as the name of a file.</summary>
    public static List<string> ConfigKey(string key)
    {
        var wrong = new List<string>();
        if (TooLong(key, 253))
        {
            wrong.Add("must be no more than 253 characters");
        }

        if (!ConfigKeyForm().IsMatch(key))
        {
            wrong.Add(ConfigKeyText);
        }

        if (key is "." or "..")
        {
            wrong.Add($"must not be '{key}'");
        }
        else if (key.StartsWith("..", StringComparison.Ordinal))
        {
            wrong.Add("must not start with '..'");
        }

        return wrong;
    }

    /// <summary>An identifier of the C language.</summary>
    public static List<string> CIdentifier(string name) => CIdentifierForm().IsMatch(name) ? [] : [CIdentifierText];

    private static List<string> PathCharacters(string name)
    {
        var wrong = new List<string>();
        if (name.Contains('/'))
        {
            wrong.Add("may not contain '/'");
        }

        if (name.Contains('%'))
        {
            wrong.Add("may not contain '%'");
        }

        return wrong;
    }

    private static bool TooLong(string text, int bytes) => text.Length > bytes / 3 && Encoding.UTF8.GetByteCount(text) > bytes;

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelForm();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label1035Form();

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z")]
    private static partial Regex ConfigKeyForm();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex CIdentifierForm();
}
