using System.Buffers;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>The list of paths at "/".</summary>
internal static class RootIndex
{
    private static readonly string[] Fixed =
    [
        "/.well-known/openid-configuration", "/api", "/apis", "/apis/", "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3",
        "/openapi/v3/", "/openid/v1/jwks", "/readyz", "/version",
    ];

    private static readonly string[] Checks =
    [
        "autoregister-completion", "etcd", "log", "ping", "poststarthook/apiservice-registration-controller",
        "poststarthook/crd-informer-synced", "poststarthook/priority-and-fairness-config-producer", "poststarthook/rbac/bootstrap-roles",
        "poststarthook/scheduling/bootstrap-system-priority-classes", "poststarthook/start-apiextensions-controllers",
    ];

    /// <summary>The indented JSON text; paths are sorted bytewise.</summary>
    public static byte[] ToUtf8(GroupVersions groups)
    {
        var paths = new SortedSet<string>(Fixed, StringComparer.Ordinal) { "/readyz/informer-sync", "/readyz/shutdown" };
        paths.UnionWith(Checks.SelectMany(check => new[] { $"/healthz/{check}", $"/livez/{check}", $"/readyz/{check}" }));
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
