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
            var name = GoText.Quote(volume.Str("name"));
            if (volume.Object("configMap") is { } map && map.Has("items"))
            {
                Check(Paths(map), $"volume {name} (ConfigMap {GoText.Quote(map.Str("name"))}): overlapping paths", warnings);
            }

            if (volume.Object("secret") is { } secret && secret.Has("items"))
            {
                Check(Paths(secret), $"volume {name} (Secret {GoText.Quote(secret.Str("secretName"))}): overlapping paths", warnings);
            }

            if (volume.Object("downwardAPI") is { } downward && downward.Has("items"))
            {
                Check(Paths(downward), $"volume {name} (DownwardAPI): overlapping paths", warnings);
            }

            if (volume.Object("projected") is { } projected)
            {
                Projected(projected, name, warnings);
            }
        }
    }

    private static void Projected(ObjectNode projected, string name, List<string> warnings)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var node in projected.Items("sources"))
        {
            var source = node.Obj();
            if (source.Count == 0)
            {
                warnings.Add($"volume {name} (Projected) has no sources provided");
                continue;
            }

            var (paths, kind) = One(source);
            if (paths.Count == 0)
            {
                continue;
            }

            var text = $"volume {name} (Projected {kind}): overlapping paths";
            Check(paths, text, warnings);
            var unique = paths.Distinct(StringComparer.Ordinal).ToList();
            Check([.. unique.Concat(all).Order(StringComparer.Ordinal)], text, warnings);
            all.UnionWith(unique);
        }
    }

    private static (List<string> Paths, string Kind) One(ObjectNode source)
    {
        if (source.Object("configMap") is { } map && map.Has("items"))
        {
            return (Paths(map), $"ConfigMap {GoText.Quote(map.Str("name"))}");
        }

        if (source.Object("secret") is { } secret && secret.Has("items"))
        {
            return (Paths(secret), $"Secret {GoText.Quote(secret.Str("name"))}");
        }

        if (source.Object("downwardAPI") is { } downward && downward.Has("items"))
        {
            return (Paths(downward), "DownwardAPI");
        }

        if (source.Object("serviceAccountToken") is { } token)
        {
            return ([token.Str("path")], "ServiceAccountToken");
        }

        return source.Object("clusterTrustBundle") is { } bundle
            ? ([bundle.Str("path")], $"ClusterTrustBundle {GoText.Quote(bundle.Text("name") ?? bundle.Str("signerName"))}")
            : ([], "");
    }

    private static List<string> Paths(ObjectNode source) => source.Items("items").ConvertAll(i => i.Obj().Str("path"));

    private static void Check(List<string> paths, string text, List<string> warnings)
    {
        var seen = new List<string>();
        foreach (var path in paths)
        {
            var plain = path.TrimEnd('/');
            if (Overlap(seen, plain) is { Length: > 0 } other)
            {
                warnings.Add($"{text}: {GoText.Quote(plain)} with {GoText.Quote(other)}");
            }

            if (!seen.Contains(plain))
            {
                seen.Add(plain);
            }
        }
    }

    private static string Overlap(List<string> seen, string path)
    {
        foreach (var item in seen)
        {
            if (item.Length == 0 || path.Length == 0)
            {
                return "";
            }

            if (item.StartsWith(path, StringComparison.Ordinal) || path.StartsWith(item, StringComparison.Ordinal))
            {
                return item;
            }
        }

        return "";
    }
}
