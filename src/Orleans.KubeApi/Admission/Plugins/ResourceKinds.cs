using System.Text.RegularExpressions;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>Kinds of resource names, as far as plug-ins tell them apart (core <c>helper.IsExtendedResourceName</c>).</summary>
internal static partial class ResourceKinds
{
    private const string Requests = "requests.";

    /// <summary>A name without domain or in Kubernetes' own.</summary>
    public static bool IsNative(string name) => !name.Contains('/', StringComparison.Ordinal)
        || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>A name outside Kubernetes' own domain that a quota could count.</summary>
    public static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith(Requests, StringComparison.Ordinal) && Qualified().IsMatch(Requests + name);

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Qualified();
}
