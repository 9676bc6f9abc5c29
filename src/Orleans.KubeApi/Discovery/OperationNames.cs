using System.Text;

namespace Orleans.KubeApi.Discovery;

/// <summary>How operations of a group version are named: "AppsV1", "apps_v1".</summary>
/// <param name="Camel">For operation ids: "RbacAuthorizationV1".</param>
/// <param name="Tag">"rbacAuthorization_v1".</param>
internal sealed record OperationNames(string Camel, string Tag)
{
    /// <summary>The names of a group version.</summary>
    public static OperationNames Of(string group, string version)
    {
        var name = GroupCamel(group);
        return new(name + Upper(version), $"{Lower(name)}_{version}");
    }

    /// <summary>"Core", "Apps", "RbacAuthorization".</summary>
    public static string GroupCamel(string group)
    {
        if (group.Length == 0)
        {
            return "Core";
        }

        var name = group.EndsWith(".k8s.io", StringComparison.Ordinal) ? group[..^".k8s.io".Length] : group;
        var camel = new StringBuilder();
        foreach (var part in name.Split('.', '-'))
        {
            camel.Append(Upper(part));
        }

        return camel.ToString();
    }

    /// <summary>The text with its first letter in upper case.</summary>
    public static string Upper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The text with its first letter in lower case.</summary>
    public static string Lower(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>" a ", " an " or " " before a noun, by the original's rule: no article before what looks like a plural.</summary>
    public static string Article(string noun)
    {
        if (noun.EndsWith('s') && !noun.EndsWith("ss", StringComparison.Ordinal))
        {
            return " ";
        }

        return "AEIOUaeiou".Contains(noun[0]) ? " an " : " a ";
    }
}
