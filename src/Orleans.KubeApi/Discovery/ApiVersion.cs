using Orleans.KubeApi.Catalog;

namespace Orleans.KubeApi.Discovery;

/// <summary>One version of a group with its resources by name.</summary>
internal sealed record ApiVersion(string Group, string Version, IReadOnlyList<ResourceType> Types)
{
    /// <summary>"v1" or "apps/v1".</summary>
    public string Name => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>"/api/v1" or "/apis/apps/v1".</summary>
    public string Path => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
}
