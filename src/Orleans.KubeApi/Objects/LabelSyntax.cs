using System.Text;

namespace Orleans.KubeApi.Objects;

/// <summary>The syntax of label keys and values with the original's texts (apimachinery <c>api/validate/content</c>).</summary>
internal static class LabelSyntax
{
    /// <summary>What is told of a text that is no lower-case DNS subdomain.</summary>
    public const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const int MaxName = 63;
    private const int MaxPrefix = 253;
    private const string NameRule =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>What is wrong with a key, empty if nothing.</summary>
    public static IReadOnlyList<string> KeyErrors(string key)
    {
        var slash = key.IndexOf('/');
        if (slash >= 0 && key.IndexOf('/', slash + 1) >= 0)
        {
            return [$"a valid label key {NameRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        List<string>? errors = null;
        if (slash >= 0)
        {
            AddPrefixErrors(key.AsSpan(0, slash), ref errors);
        }

        var name = key.AsSpan(slash + 1);
        if (name.IsEmpty)
        {
            (errors ??= []).Add("name part must be non-empty");
        }
        else if (Encoding.UTF8.GetByteCount(name) > MaxName)
        {
            (errors ??= []).Add($"name part must be no more than {MaxName} bytes");
        }

        if (!IsName(name))
        {
            (errors ??= []).Add($"name part {NameRule}");
        }

        return errors is null ? [] : errors;
    }

    /// <summary>What is wrong with a value, empty if nothing.</summary>
    public static IReadOnlyList<string> ValueErrors(string value)
    {
        if (value.Length <= MaxName && (value.Length == 0 || IsName(value)))
        {
            return [];
        }

        List<string> errors = [];
        if (Encoding.UTF8.GetByteCount(value) > MaxName)
        {
            errors.Add($"must be no more than {MaxName} bytes");
        }

        if (!IsName(value))
        {
            errors.Add(ValueRule);
        }

        return errors;
    }

    /// <summary>Whether the text is a lower-case DNS subdomain, its length left aside.</summary>
    public static bool IsSubdomain(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (var c in label)
            {
                if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void AddPrefixErrors(ReadOnlySpan<char> prefix, ref List<string>? errors)
    {
        if (prefix.IsEmpty)
        {
            (errors ??= []).Add("prefix part must be non-empty");
            return;
        }

        if (Encoding.UTF8.GetByteCount(prefix) > MaxPrefix)
        {
            (errors ??= []).Add($"prefix part must be no more than {MaxPrefix} bytes");
        }

        if (!IsSubdomain(prefix))
        {
            (errors ??= []).Add($"prefix part {SubdomainRule}");
        }
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
