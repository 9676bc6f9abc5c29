using System.Text.Json.Nodes;
using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Traffic;

/// <summary>The ConfigMaps of the traffic: how they are written, and what of them goes into the history.</summary>
internal static class TrafficObject
{
    private const string RunLabel = "run";

    /// <summary>Only objects with this label are the traffic's.</summary>
    public const string RunSelector = RunLabel + "=robustness";

    public static string PathOf(string key)
    {
        var (space, name) = Split(key);
        return $"/api/v1/namespaces/{space}/configmaps/{name}";
    }

    public static string CollectionPathOf(string key) => $"/api/v1/namespaces/{Split(key).Namespace}/configmaps";

    /// <summary>The path and query of a list or watch of a scope; ends so that <c>&amp;name=value</c> can follow.</summary>
    public static string PathOf(Scope scope)
    {
        var path = scope.Namespace is null ? "/api/v1/configmaps" : $"/api/v1/namespaces/{scope.Namespace}/configmaps";
        var selector = scope.Team is null ? RunSelector : $"{RunSelector},team={scope.Team}";

        // A namespace without a team is asked for without any selector: servers take other ways for that.
        return scope is { Namespace: not null, Team: null } ? $"{path}?" : $"{path}?labelSelector={Uri.EscapeDataString(selector)}";
    }

    public static string Json(string key, string tag, string v, string p, string team, long? revision)
    {
        var metadata = new JsonObject
        {
            ["name"] = Split(key).Name,
            ["labels"] = new JsonObject { [RunLabel] = "robustness", ["team"] = team },
        };
        if (revision is not null)
        {
            metadata["resourceVersion"] = revision.Value.ToString();
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = metadata,
            ["data"] = new JsonObject { ["w"] = tag, ["v"] = v, ["p"] = p },
        }.ToJsonString();
    }

    public static string PatchJson(string tag, string? team)
    {
        var patch = new JsonObject { ["data"] = new JsonObject { ["w"] = tag, ["p"] = tag } };
        if (team is not null)
        {
            patch["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["team"] = team } };
        }

        return patch.ToJsonString();
    }

    /// <summary>The key and state of an object, or null when it isn't one of the traffic's.</summary>
    public static KeyValuePair<string, ObjectState>? Parse(JsonNode json)
    {
        var metadata = json["metadata"]!;
        if (metadata["labels"]?[RunLabel] is null)
        {
            return null;
        }

        string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
        return KeyValuePair.Create(
            $"{Text(metadata["namespace"])}/{Text(metadata["name"])}",
            new ObjectState(
                Text(metadata["uid"]),
                long.Parse(Text(metadata["resourceVersion"])),
                Text(json["data"]?["w"]),
                Text(json["data"]?["v"]),
                Text(json["data"]?["p"]),
                Text(metadata["labels"]!["team"])));
    }

    private static (string Namespace, string Name) Split(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (key[..slash], key[(slash + 1)..]);
    }
}
