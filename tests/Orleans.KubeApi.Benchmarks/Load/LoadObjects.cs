using System.Text;
using System.Text.Json.Nodes;

namespace Orleans.KubeApi.Benchmarks.Load;

/// <summary>The objects that the loads create.</summary>
internal static class LoadObjects
{
    /// <summary>About 1 KB.</summary>
    public static byte[] ConfigMap() => ToUtf8(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = Generated(),
        ["data"] = new JsonObject { ["k"] = new string('x', 900) },
    });

    public static byte[] Pod()
    {
        var container = new JsonObject
        {
            ["name"] = "c",
            ["image"] = "registry.example/pause:1",
            ["env"] = new JsonArray([.. Enumerable.Range(0, 5).Select(i => new JsonObject { ["name"] = $"A{i}", ["value"] = $"v{i}" })]),
            ["resources"] = new JsonObject
            {
                ["requests"] = new JsonObject { ["cpu"] = "10m", ["memory"] = "16Mi" },
                ["limits"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "64Mi" },
            },
        };
        return ToUtf8(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = Generated(),
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) },
        });
    }

    public static byte[] Named(string kind, string name) => ToUtf8(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name },
    });

    private static JsonObject Generated() => new()
    {
        ["generateName"] = "b-",
        ["labels"] = new JsonObject { ["app"] = "bench" },
    };

    private static byte[] ToUtf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
