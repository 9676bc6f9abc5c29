using System.Collections.Concurrent;
using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// Serves "/", /version, /api, /apis and what lies below them, and /openapi, all from one catalog. Documents are rendered at the first
/// request for them and kept. Thread-safe. A changed catalog needs new endpoints.
/// </summary>
/// <param name="catalog">What is served.</param>
/// <param name="version">What /version tells.</param>
/// <param name="advertisedAddress">"host:port" that /api tells.</param>
/// <param name="time">The clock for Expires; the system's by default.</param>
internal sealed class DiscoveryEndpoints(
    ResourceCatalog catalog, VersionInfo version, string advertisedAddress, TimeProvider? time = null)
{
    private const string JsonType = "application/json";

    private static readonly KeyValuePair<string, string>[] VaryAccept = [new("Vary", "Accept")];
    private static readonly KeyValuePair<string, string>[] AggregatedHeaders = [new("Vary", "Accept"), new("Cache-Control", "public")];

    private readonly GroupVersions _groups = new(catalog);
    private readonly OpenApiEndpoints _openApi = new(
        new OpenApiDocuments(catalog, $"{version.Major}.{version.Minor}"), time ?? TimeProvider.System);

    private readonly ConcurrentDictionary<string, RenderedDocument> _documents = new(StringComparer.Ordinal);

    /// <summary>The answer to a GET, or null if the path isn't one of discovery (or names no group or version that is served).</summary>
    /// <exception cref="StatusException">406: the client accepts no form of the document.</exception>
    public DiscoveryAnswer? Serve(DiscoveryRequest request)
    {
        if (request.Path is "/")
        {
            return Json(Document("/", () => RootIndex.ToUtf8(_groups)));
        }

        var path = request.Path.EndsWith('/') ? request.Path[..^1] : request.Path;
        var parts = path.Split('/');
        return parts switch
        {
            ["", "version"] => Json(Document(path, version.ToUtf8)),
            ["", "openapi", ..] => _openApi.Serve(request, request.Path),
            ["", "api"] => Aggregatable(request, path, Core, () => LegacyDiscovery.Versions(_groups, advertisedAddress)),
            ["", "apis"] => Aggregatable(request, path, _groups.Named, () => LegacyDiscovery.Groups(_groups)),
            ["", "api", var number] => Resources(request, path, "", number),
            ["", "apis", var group] when _groups.Group(group) is { Name.Length: > 0 } found =>
                Legacy(request, path, () => LegacyDiscovery.Group(found)),
            ["", "apis", { Length: > 0 } group, var number] => Resources(request, path, group, number),
            _ => null,
        };
    }

    private IEnumerable<ApiGroup> Core => _groups.Groups.Where(g => g.Name.Length == 0);

    private static DiscoveryAnswer Json(RenderedDocument document) =>
        new(200, JsonType, document.Text, Headers: VaryAccept) { Gzip = document.Gzip };

    private DiscoveryAnswer? Resources(DiscoveryRequest request, string path, string group, string number) =>
        _groups.Version(group, number) is { } found ? Legacy(request, path, () => LegacyDiscovery.Resources(found)) : null;

    private DiscoveryAnswer Legacy(DiscoveryRequest request, string path, Func<ObjectNode> render)
    {
        if (DiscoveryNegotiation.Choose(request.Accept, aggregated: false) == DiscoveryForm.None)
        {
            throw StatusErrors.NotAcceptable(DiscoveryNegotiation.Supported);
        }

        return Json(Document(path, () => Line(render())));
    }

    private DiscoveryAnswer Aggregatable(DiscoveryRequest request, string path, IEnumerable<ApiGroup> groups, Func<ObjectNode> render)
    {
        if (DiscoveryNegotiation.Choose(request.Accept, aggregated: true) != DiscoveryForm.Aggregated)
        {
            return Legacy(request, path, render);
        }

        var document = Document($"{path}?aggregated", () => Line(AggregatedDiscovery.List(groups)));
        return EntityTag.Matches(request.IfNoneMatch, document.ETag)
            ? new(304, "", default, document.ETag, AggregatedHeaders)
            : new(200, AggregatedDiscovery.ContentType, document.Text, document.ETag, AggregatedHeaders) { Gzip = document.Gzip };
    }

    private RenderedDocument Document(string key, Func<byte[]> render) => _documents.GetOrAdd(key, _ => new RenderedDocument(render()));

    // The original's serializer ends every object with a line break.
    private static byte[] Line(ObjectNode node) => [.. node.ToUtf8(), .. Encoding.ASCII.GetBytes("\n")];
}
