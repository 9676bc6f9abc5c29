using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Warnings of volumes whose keys end in the same file, or in a file and a folder of one name.</summary>
internal static class OverlappingPaths
{
    /// <summary>Appends the warnings.</summary>
    public static void Warn(List<Node> volumes, List<string> warnings)
    {
        foreach (var node in volumes)
        {
            var volume = node.Obj();
            Plain(volume, volume.Object("configMap"), m => $"ConfigMap {GoText.Quote(m.Str("name"))}", warnings);
            Plain(volume, volume.Object("secret"), s => $"Secret {GoText.Quote(s.Str("secretName"))}", warnings);
            Plain(volume, volume.Object("downwardAPI"), _ => "DownwardAPI", warnings);
            if (volume.Object("projected") is { } projected)
            {
                Projected(volume, projected, warnings);
            }
        }
    }

    private static string Title(ObjectNode volume, string source) => $"volume {GoText.Quote(volume.Str("name"))} ({source})";

    private static void Plain(ObjectNode volume, ObjectNode? source, Func<ObjectNode, string> title, List<string> warnings)
    {
        if (source?.Has("items") == true)
        {
            Check(Paths(source), "", new(), Title(volume, title(source)), warnings);
        }
    }

    private static void Projected(ObjectNode volume, ObjectNode projected, List<string> warnings)
    {
        var title = Title(volume, "Projected");
        var seen = new SeenPaths();
        var isEmptyTold = false;
        foreach (var node in projected.Items("sources"))
        {
            var source = node.Obj();
            if (source.Count == 0)
            {
                if (!isEmptyTold)
                {
                    isEmptyTold = true;
                    warnings.Add($"{title} has no sources provided");
                }

                continue;
            }

            foreach (var (paths, from) in Parts(source))
            {
                Check(paths, $" ({from})", seen, title, warnings);
            }
        }
    }

    /// <summary>The paths that a source of a projected volume fills, and what the message calls them.</summary>
    private static IEnumerable<(List<string> Paths, string From)> Parts(ObjectNode source)
    {
        if (source.Object("configMap") is { } map && map.Has("items"))
        {
            return [(Paths(map), $"ConfigMap {GoText.Quote(map.Str("name"))}")];
        }

        if (source.Object("secret") is { } secret && secret.Has("items"))
        {
            return [(Paths(secret), $"Secret {GoText.Quote(secret.Str("name"))}")];
        }

        if (source.Object("downwardAPI") is { } downward && downward.Has("items"))
        {
            return [(Paths(downward), "DownwardAPI")];
        }

        if (source.Object("serviceAccountToken") is { } token)
        {
            return [([token.Str("path")], "ServiceAccountToken")];
        }

        if (source.Object("clusterTrustBundle") is { } bundle)
        {
            return [([bundle.Str("path")], $"ClusterTrustBundle {GoText.Quote(bundle.Text("name") ?? bundle.Str("signerName"))}")];
        }

        return source.Object("podCertificate") is { } certificate
            ?
            [
                ([certificate.Str("certificateChainPath")], "PodCertificate chain"),
                ([certificate.Str("keyPath")], "PodCertificate key"),
                ([certificate.Str("credentialBundlePath")], "PodCertificate credential bundle"),
            ]
            : [];
    }

    private static List<string> Paths(ObjectNode source) => source.Items("items").ConvertAll(i => i.Obj().Str("path"));

    /// <summary>Warns of each earlier path that a new one meets, and adds the new ones to the earlier.</summary>
    private static void Check(List<string> paths, string from, SeenPaths seen, string title, List<string> warnings)
    {
        foreach (var path in paths)
        {
            var plain = path.TrimEnd('/');
            if (plain.Length == 0)
            {
                continue;
            }

            var shown = GoText.Quote(plain) + from;
            foreach (var other in seen.Meeting(plain, shown))
            {
                warnings.Add($"{title}: overlapping paths: {shown} with {other}");
            }
        }
    }
}
