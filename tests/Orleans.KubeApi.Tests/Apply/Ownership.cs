using System.Text;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Tests.Apply;

/// <summary>Objects and scopes of the built-in kinds for tests of field ownership.</summary>
internal static class Ownership
{
    private static readonly ResourceCatalog Catalog = BuiltInCatalog.Load();

    /// <summary>The scope of a resource such as <c>apps/v1/deployments</c>, <c>v1/pods</c>.</summary>
    public static OwnershipScope Scope(string resource, string subresource = "")
    {
        var parts = resource.Split('/');
        var type = Catalog.Find(parts.Length > 2 ? parts[0] : "", parts[^2], parts[^1])!;
        return FieldTracking.ScopeOf(type, subresource);
    }

    /// <summary>A canonical object with its kind, from JSON without it.</summary>
    public static ObjectNode Object(OwnershipScope scope, string json)
    {
        var tree = ObjectDecoder.Decode(Encoding.UTF8.GetBytes(json), scope.Schema).Object;
        tree.Set("kind", scope.Kind);
        tree.Set("apiVersion", scope.ApiVersion);
        return tree;
    }

    /// <summary>A tree as it is.</summary>
    public static ObjectNode Tree(string json) => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Entries as <c>manager Operation [subresource]: fieldsV1</c>, in their order.</summary>
    public static string Shown(ArrayNode? entries) => string.Join("\n", (entries?.Items ?? []).Cast<ObjectNode>().Select(e =>
        $"{e.Text("manager")} {e.Text("operation")}{(e.Text("subresource") is { } sub ? " " + sub : "")}: {Text(e["fieldsV1"]!)}"));

    /// <summary>JSON.</summary>
    public static string Text(Node node) => node.ToString();
}
