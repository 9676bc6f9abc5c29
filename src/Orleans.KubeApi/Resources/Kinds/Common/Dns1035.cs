using System.Text.RegularExpressions;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>DNS-1035 labels: a letter first.</summary>
internal static partial class Dns1035
{
    private const string Text =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an " +
        "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>What is wrong with a label; empty if nothing.</summary>
    public static List<string> Label(string name)
    {
        var wrong = new List<string>();
        if (name.Length > 63)
        {
            wrong.Add("must be no more than 63 characters");
        }

        if (!Form().IsMatch(name))
        {
            wrong.Add(Text);
        }

        return wrong;
    }

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Form();
}
