using System.Text.Json;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>Stored bytes in the version that a client asked for, and parts of them.</summary>
internal static class VersionedBytes
{
    /// <summary>The object in the version of the type. Without a copy where that is the stored version, the common case.</summary>
    public static ReadOnlyMemory<byte> Of(ResourceType type, ReadOnlyMemory<byte> stored)
    {
        return type.FromStorage is null ? stored : TreeForm.ForRequest(type, (ObjectNode)NodeReader.Parse(stored.Span)).ToUtf8();
    }

    /// <summary>The bytes of the value of "metadata".</summary>
    public static ReadOnlyMemory<byte> Metadata(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
        if (!JsonPathText.Seek(ref reader, "metadata"))
        {
            return "{}"u8.ToArray();
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    /// <summary>The object from "metadata" on, without kind and apiVersion: how lists of built-in kinds hold their items.</summary>
    public static ReadOnlyMemory<byte> FromMetadata(ReadOnlyMemory<byte> json)
    {
        var at = json.Span.IndexOf("\"metadata\":"u8);
        return at < 0 ? json[1..] : json[at..];
    }
}
