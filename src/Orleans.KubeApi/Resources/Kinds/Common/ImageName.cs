using System.Text.RegularExpressions;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>References to container images as the distribution project reads them.</summary>
internal static partial class ImageName
{
    private const int LongestName = 255;

    /// <summary>
    /// The tag of a reference: the one written, <c>latest</c> if neither tag nor digest is written, "" with a digest alone or a reference
    /// that can't be read.
    /// </summary>
    public static string Tag(string reference)
    {
        var slash = reference.IndexOf('/');
        var hasDomain = slash > 0 && IsDomain(reference.AsSpan(0, slash));
        var path = hasDomain ? reference[(slash + 1)..] : reference;
        var match = PathForm().Match(path);
        if (!match.Success || match.Groups["name"].Length > LongestName || (!hasDomain && IdentifierForm().IsMatch(reference))
            || (hasDomain && !DomainForm().IsMatch(reference.AsSpan(0, slash))))
        {
            return "";
        }

        var tag = match.Groups["tag"];
        return tag.Success ? tag.Value : match.Groups["digest"].Success ? "" : "latest";
    }

    /// <summary>Whether an image without a pull policy is pulled always: its tag moves.</summary>
    public static bool IsLatest(string reference) => Tag(reference) == "latest";

    // What stands before the first slash is a host if it can't be a path: it has a dot, a port or capitals, or is localhost.
    private static bool IsDomain(ReadOnlySpan<char> first) => first.IndexOfAny('.', ':') >= 0 || first.SequenceEqual("localhost")
        || first.ContainsAnyInRange('A', 'Z');

    [GeneratedRegex(
        @"\A(?<name>[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)"
        + @"(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
        + @"(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?\z")]
    private static partial Regex PathForm();

    [GeneratedRegex(
        @"\A(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*"
        + @"|\[[a-fA-F0-9:]+\])(?::[0-9]+)?\z")]
    private static partial Regex DomainForm();

    [GeneratedRegex(@"\A[a-f0-9]{64}\z")]
    private static partial Regex IdentifierForm();
}
