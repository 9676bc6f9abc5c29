using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of port numbers and names with the original's errors.</summary>
internal static class Ports
{
    private const int LongestName = 15;
    private const int Largest = 65535;

    /// <summary>1 to 65535.</summary>
    public static void Number(FieldErrors errors, FieldPath path, long port)
    {
        if (port is < 1 or > Largest)
        {
            errors.Invalid(path, port, "must be between 1 and 65535, inclusive");
        }
    }

    /// <summary>An IANA service name.</summary>
    public static void Name(FieldErrors errors, FieldPath path, string name)
    {
        foreach (var wrong in NameErrors(name))
        {
            errors.Invalid(path, name, wrong);
        }
    }

    /// <summary>A port that is a number or the name of one.</summary>
    public static void NumberOrName(FieldErrors errors, FieldPath path, Node? port)
    {
        if (port is TextNode name)
        {
            Name(errors, path, name.Value);
        }
        else
        {
            Number(errors, path, (port as NumberNode)?.AsInteger() ?? 0);
        }
    }

    /// <summary>What is wrong with a port's name, empty if nothing.</summary>
    public static IReadOnlyList<string> NameErrors(string name)
    {
        List<string>? wrong = null;
        if (name.Length > LongestName)
        {
            (wrong ??= []).Add("must be no more than 15 characters");
        }

        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameLetters))
        {
            (wrong ??= []).Add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }

        if (!name.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            (wrong ??= []).Add("must contain at least one letter (a-z)");
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            (wrong ??= []).Add("must not contain consecutive hyphens");
        }

        if (name.Length > 0 && (name[0] == '-' || name[^1] == '-'))
        {
            (wrong ??= []).Add("must not begin or end with a hyphen");
        }

        return wrong is null ? [] : wrong;
    }

    private static readonly System.Buffers.SearchValues<char> NameLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
