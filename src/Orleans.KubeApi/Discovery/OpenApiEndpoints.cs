using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// /openapi/v2 and /openapi/v3. Everything is generated at the first request that needs it, once, and kept. A client that accepts no form
/// gets a bare 406, as in the original.
/// </summary>
internal sealed class OpenApiEndpoints(OpenApiDocuments documents, TimeProvider time)
{
    private const string Root = "/openapi/v3";
    private const string JsonType = "application/json";
    private const string ProtoV2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private const string ProtoV2Old = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    private const string ProtoV3 = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";
    private const string ProtoV3Old = "application/com.github.proto-openapi.spec.v3@v1.0+protobuf";

    private static readonly KeyValuePair<string, string> VaryAccept = new("Vary", "Accept");

    private readonly Lazy<IReadOnlyDictionary<string, RenderedDocument>> _v3 = new(documents.RenderV3);
    private readonly Lazy<RenderedDocument> _v2 = new(() => new(documents.RenderV2().Span));

    private readonly ConcurrentDictionary<string, Lazy<RenderedDocument>> _protos = new(StringComparer.Ordinal);

    /// <summary>The answer, or null if there is no such document.</summary>
    public DiscoveryAnswer? Serve(DiscoveryRequest request, string path) => path switch
    {
        "/openapi/v2" => V2(request),
        Root => Index(request),
        _ when path.StartsWith(Root + "/", StringComparison.Ordinal) && Find(path[(Root.Length + 1)..]) is { } document =>
            V3(request, path, document),
        _ => null,
    };

    private RenderedDocument? Find(string key) => _v3.Value.GetValueOrDefault(key);

    private static DiscoveryAnswer NotAcceptable() => new(406, "", default, Headers: [VaryAccept]);

    private static DiscoveryAnswer Send(
        DiscoveryRequest request, RenderedDocument document, string contentType, params IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        return EntityTag.Matches(request.IfNoneMatch, document.ETag)
            ? new(304, "", default, document.ETag, headers)
            : new(200, contentType, document.Text, document.ETag, headers) { Gzip = document.Gzip };
    }

    // The first media type of the list that the best clause admits, or null.
    private static string? Negotiate(string accept, params ReadOnlySpan<string> offered)
    {
        foreach (var clause in AcceptClause.Parse(accept.Length == 0 ? "*/*" : accept))
        {
            foreach (var one in offered)
            {
                if (clause.Admits(one))
                {
                    return one;
                }
            }
        }

        return null;
    }

    private DiscoveryAnswer V2(DiscoveryRequest request) => Negotiate(request.Accept, JsonType, ProtoV2Old, ProtoV2) switch
    {
        null => NotAcceptable(),
        JsonType => Send(request, _v2.Value, JsonType, VaryAccept),
        _ => Send(request, Proto("", _v2.Value, OpenApiV2Proto.Encode), ProtoV2, VaryAccept),
    };

    // Another encoding of the same document: it shares the hash.
    private RenderedDocument Proto(string key, RenderedDocument json, Func<ReadOnlyMemory<byte>, byte[]> encode) =>
        _protos.GetOrAdd(key, _ => new(() => new(encode(json.Text), json.Hash))).Value;

    private DiscoveryAnswer Index(DiscoveryRequest request)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        // Its users are Go programs, for which an escaped ampersand or plus sign would be the same but unusual.
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("paths");
            foreach (var (key, document) in _v3.Value)
            {
                writer.WriteStartObject(key);
                writer.WriteString("serverRelativeURL", Address(key, document));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        // The original lets the content be guessed; clients don't look at the type.
        return Send(request, new RenderedDocument(output.WrittenSpan), "text/plain; charset=utf-8");
    }

    private static string Address(string key, RenderedDocument document) => $"{Root}/{key}?hash={document.Hash}";

    private DiscoveryAnswer V3(DiscoveryRequest request, string path, RenderedDocument document)
    {
        var form = Negotiate(request.Accept, JsonType, ProtoV3, ProtoV3Old);
        if (form is null)
        {
            return NotAcceptable();
        }

        var key = path[(Root.Length + 1)..];
        var hash = request.Query.GetValueOrDefault("hash", "");
        if (hash.Length > 0 && hash != document.Hash)
        {
            return new(301, "", default, document.ETag, [VaryAccept, new("Location", Address(key, document))]);
        }

        var (contentType, body) = form == JsonType ? (JsonType, document) : (ProtoV3, Proto(key, document, OpenApiV3Proto.Encode));
        if (hash.Length == 0)
        {
            return Send(request, body, contentType, VaryAccept);
        }

        var expires = time.GetUtcNow().AddYears(1).ToString("r", CultureInfo.InvariantCulture);
        return Send(request, body, contentType, VaryAccept, new("Cache-Control", "public, immutable"), new("Expires", expires));
    }
}
