using System.IO.Compression;
using System.Text.Json;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Http.Auditing;

/// <summary>
/// Bodies as the audit records them: one JSON value, whatever form the client chose. A body that isn't what it says to be is left out: the
/// request was refused for it, and its bytes must not break the record.
/// </summary>
internal static class AuditBodies
{
    /// <summary>The value of a body, null if there is none or it can't be read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="contentType">Their media type.</param>
    public static Node? Read(RequestContext context, ReadOnlyMemory<byte> body, string contentType)
    {
        try
        {
            if (body.IsEmpty)
            {
                return null;
            }

            var node = contentType.Contains("protobuf", StringComparison.OrdinalIgnoreCase) ? ProtobufKinds.Decode(body.Span, context.Type)
                : contentType.Contains("yaml", StringComparison.OrdinalIgnoreCase) ? YamlReader.Read(body.Span)
                : contentType.Length == 0 || contentType.Contains("json", StringComparison.OrdinalIgnoreCase) ? NodeReader.Parse(body.Span)
                : null;
            return node is NullNode ? null : node;
        }
        catch (Exception unreadable) when (unreadable is JsonException or YamlTextException or DecodeException)
        {
            return null;
        }
    }

    /// <summary>Unpacks a compressed answer; empty if it would be larger than the limit.</summary>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed, int limit)
    {
        using var gzip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        var body = new byte[limit + 1];
        var length = gzip.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
        return length > limit ? default : body.AsMemory(0, length);
    }

    /// <summary>Takes away the managed fields of an object, of the items of a list, of the rows of a table.</summary>
    public static void DropManagedFields(Node node)
    {
        if (node is not ObjectNode root)
        {
            return;
        }

        root.Object("metadata")?.Remove("managedFields");
        foreach (var item in root.Array("items")?.Items ?? [])
        {
            (item as ObjectNode)?.Object("metadata")?.Remove("managedFields");
        }

        foreach (var row in root.Array("rows")?.Items ?? [])
        {
            (row as ObjectNode)?.Object("object")?.Object("metadata")?.Remove("managedFields");
        }
    }
}
