using System.Buffers;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>The list of paths at "/".</summary>
internal static class RootIndex
{
    private static readonly string[] Fixed =
    [
        "/.well-known/openid-configuration", "/api", "/apis", "/apis/", "/flagz", "/healthz", "/livez", "/metrics", "/metrics/slis",
        "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/openid/v1/jwks", "/readyz", "/statusz", "/version",
    ];

    /// <summary>The paths that are for looking at the server itself, which /statusz names.</summary>
    public static IReadOnlyList<string> Debugging { get; } = [.. Fixed.Where(p => p.LastIndexOf('/') == 0
        && p is not ("/api" or "/apis"))];

    /// <summary>The indented JSON text; paths are sorted bytewise.</summary>
    public static byte[] ToUtf8(GroupVersions groups)
    {
        var paths = new SortedSet<string>(Fixed, StringComparer.Ordinal);
        paths.UnionWith(HealthChecks.OfReadiness.Select(check => $"/readyz/{check}"));
        paths.UnionWith(HealthChecks.Everywhere.SelectMany(check => new[] { $"/healthz/{check}", $"/livez/{check}", $"/readyz/{check}" }));
        foreach (var group in groups.Groups)
        {
            paths.UnionWith(group.Versions.Select(v => v.Path));
            if (group.Name.Length > 0)
            {
                paths.Add($"/apis/{group.Name}");
            }
        }

        var output = new ArrayBufferWriter<byte>();
        using (var writer = Node.NewIndentedWriter(output))
        {
            new ObjectNode { { "paths", ArrayNode.OfTexts(paths) } }.WriteTo(writer);
        }

        return output.WrittenSpan.ToArray();
    }
}
