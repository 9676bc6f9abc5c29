using System.Text.Json;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Workloads;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>Stored bytes in the version that a client asked for, and parts of them.</summary>
internal static class VersionedBytes
{
    /// <summary>The object in the version of the type. Without a copy where that is the stored version, the common case.</summary>
    public static ReadOnlyMemory<byte> Of(ResourceType type, ReadOnlyMemory<byte> stored)
    {
        return type.FromStorage is null ? stored : TreeForm.ForRequest(type, (ObjectNode)NodeReader.Parse(stored.Span)).ToUtf8();
    }

    /// <summary>The bytes of the value of "metadata" as projections to metadata show it.</summary>
    public static ReadOnlyMemory<byte> Metadata(ResourceType type, ReadOnlyMemory<byte> stored)
    {
        var json = Metadata(stored);
        if (type.Resource is not { Group: "apps", Resource: "daemonsets" })
        {
            return json;
        }

        // To the original this annotation is a field of the spec that v1 only prints as an annotation.
        var metadata = (ObjectNode)NodeReader.Parse(json.Span);
        if (metadata.Object("annotations") is { } annotations && annotations.Remove(DaemonSetRules.TemplateGeneration)
            && annotations.Count == 0)
        {
            metadata.Remove("annotations");
        }

        return metadata.ToUtf8();
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
