using System.Text.Json.Nodes;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>One frame of a watch.</summary>
internal sealed record WatchEvent(string Type, JsonNode Object)
{
    public long Revision => long.Parse(Object["metadata"]!["resourceVersion"]!.GetValue<string>());

    public string Name => Object["metadata"]?["name"]?.GetValue<string>() ?? "";

    public bool EndsInitialEvents =>
        Type == "BOOKMARK" && Object["metadata"]?["annotations"]?["k8s.io/initial-events-end"]?.GetValue<string>() == "true";

    public static WatchEvent Parse(JsonNode frame) => new(frame["type"]!.GetValue<string>(), frame["object"]!);

    public override string ToString() =>
        Type == "ERROR" ? $"ERROR {Object.ToJsonString()}" : $"{Type} {Name}@{Object["metadata"]?["resourceVersion"]}";
}
