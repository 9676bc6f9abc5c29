using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Discovery;
using Xunit;

namespace Orleans.KubeApi.Tests.Discovery;

/// <summary>Endpoints over the real catalog, shared by all tests of the room: rendering is the expensive part.</summary>
internal static class DiscoveryFixture
{
    public const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public static ResourceCatalog Catalog { get; } = BuiltInCatalog.Load();

    public static FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));

    public static DiscoveryEndpoints Endpoints { get; } = New(Catalog);

    public static DiscoveryEndpoints New(ResourceCatalog catalog) => new(
        catalog,
        new VersionInfo("1", "37", "v1.37.0+orleans", "abc", "clean", "2026-01-01T00:00:00Z", ".NET 10", "gc", "linux/amd64"),
        "10.1.2.3:6443", Time);

    public static DiscoveryAnswer? Get(string path, string accept = "", string ifNoneMatch = "", string hash = "")
    {
        Dictionary<string, string> query = hash.Length == 0 ? [] : new() { ["hash"] = hash };
        return Endpoints.Serve(new DiscoveryRequest(path, query, accept, ifNoneMatch));
    }

    public static JsonElement Json(string path, string accept = "")
    {
        var answer = Get(path, accept);
        Assert.NotNull(answer);
        Assert.Equal(200, answer.Code);
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    public static string Header(DiscoveryAnswer answer, string name) =>
        Assert.Single(answer.Headers ?? [], h => h.Key == name).Value;

    /// <summary>All values of members called "$ref", at any depth.</summary>
    public static IEnumerable<string> References(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                return element.EnumerateArray().SelectMany(References);
            case JsonValueKind.Object:
                return element.EnumerateObject().SelectMany(m =>
                    m is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [m.Value.GetString()!] : References(m.Value));
            default:
                return [];
        }
    }
}
