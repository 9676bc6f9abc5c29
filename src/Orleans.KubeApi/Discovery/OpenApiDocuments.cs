using System.Buffers;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>Renders the OpenAPI documents of a catalog.</summary>
/// <param name="catalog">What is served.</param>
/// <param name="version">The version that documents tell: "1.37".</param>
internal sealed class OpenApiDocuments(ResourceCatalog catalog, string version)
{
    private readonly GroupVersions _groups = new(catalog);

    /// <summary>All documents of version 3 by the key that the index names them with ("api/v1", "apis/apps/v1", "version").</summary>
    public IReadOnlyDictionary<string, RenderedDocument> RenderV3()
    {
        var documents = new SortedDictionary<string, RenderedDocument>(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>(4 * 1024 * 1024);
        var texts = new SchemaTexts();
        foreach (var (key, path) in CommonPaths.Of(_groups))
        {
            documents[key] = V3(buffer, texts, [path], new OpenApiKinds([], []));
        }

        var versions = _groups.Groups.SelectMany(g => g.Versions).ToList();
        foreach (var one in versions)
        {
            documents[one.Path[1..]] = V3(buffer, texts, new ApiPathBuilder(one).Build(), new OpenApiKinds(versions, [one]));
        }

        return documents;
    }

    /// <summary>The document of version 2.</summary>
    public ReadOnlyMemory<byte> RenderV2()
    {
        var versions = _groups.Groups.SelectMany(g => g.Versions).ToList();
        ApiPath[] paths =
        [
            .. CommonPaths.Of(_groups).Select(p => p.Path).Concat(versions.SelectMany(v => new ApiPathBuilder(v).Build()))
                .OrderBy(p => p.Path, StringComparer.Ordinal),
        ];
        var buffer = new ArrayBufferWriter<byte>(4 * 1024 * 1024);
        using (var writer = Node.NewWriter(buffer))
        {
            var schemas = new SchemaWriter(writer, new SchemaTexts(), new OpenApiKinds(versions, versions), v3: false);
            new OpenApiV2Writer(writer, schemas).Document(version, paths, SchemaSet.Closure(paths, OpenApiTypes.Find));
        }

        return buffer.WrittenMemory;
    }

    private RenderedDocument V3(ArrayBufferWriter<byte> buffer, ISchemaTexts texts, IReadOnlyList<ApiPath> paths, OpenApiKinds kinds)
    {
        buffer.ResetWrittenCount();
        using (var writer = Node.NewWriter(buffer))
        {
            var schemas = new SchemaWriter(writer, texts, kinds, v3: true);
            new OpenApiV3Writer(writer, schemas).Document(version, paths, SchemaSet.Closure(paths, OpenApiTypes.Find));
        }

        return new RenderedDocument(buffer.WrittenSpan);
    }
}
