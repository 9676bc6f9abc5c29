using System.Globalization;
using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>
/// One version of an object as it is stored and sent: canonical UTF-8 JSON in the storage version, beginning with kind, apiVersion,
/// metadata. Immutable; labels and selectable fields are read from the bytes at first use and kept.
/// </summary>
internal sealed class StoredObject(string key, long revision, ReadOnlyMemory<byte> bytes)
{
    private static readonly byte[] RevisionMark = "\"resourceVersion\":\""u8.ToArray();
    private static readonly byte[] MetadataMark = "\"metadata\":"u8.ToArray();
    private IReadOnlyDictionary<string, string>? _labels;
    private Dictionary<string, string?>? _fields;

    /// <summary>This version in another form, put here and taken away by whoever makes such forms.</summary>
    internal KeptForm? Kept;

    /// <summary>"namespace/name", or "name" for cluster-scoped objects. Lists are in the byte order of it.</summary>
    public string Key { get; } = key;

    /// <summary>The revision that made this version; the number in metadata.resourceVersion.</summary>
    public long Revision { get; } = revision;

    /// <summary>The whole object.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>The namespace, "" if cluster-scoped.</summary>
    public string Namespace => Key.IndexOf('/') is var at and >= 0 ? Key[..at] : "";

    /// <summary>The name.</summary>
    public string Name => Key[(Key.IndexOf('/') + 1)..];

    /// <summary>
    /// The object's bytes from the quote of <c>"metadata"</c> on, i.e. without kind and apiVersion: an item of a list of a built-in kind is
    /// <c>{</c> followed by this.
    /// </summary>
    public ReadOnlyMemory<byte> WithoutTypeMeta => Bytes[Bytes.Span.IndexOf(MetadataMark)..];

    /// <summary>metadata.labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => _labels ??= ReadLabels();

    /// <summary>The key of a namespaced ("ns/name") or cluster-scoped ("name") object.</summary>
    public static string KeyOf(string ns, string name) => ns.Length == 0 ? name : $"{ns}/{name}";

    /// <summary>
    /// The scalar at a dotted path (spec.nodeName) as text, null if absent. Booleans read "true"/"false". Kept after the first use.
    /// </summary>
    public string? Field(string path)
    {
        var known = _fields;
        if (known is not null && known.TryGetValue(path, out var value))
        {
            return value;
        }

        value = path switch
        {
            "metadata.name" => Name,
            "metadata.namespace" => Namespace,
            _ => JsonPathText.Read(Bytes.Span, path),
        };
        // Copy on write: readers on other threads keep the old table.
        _fields = new Dictionary<string, string?>(known ?? [], StringComparer.Ordinal) { [path] = value };
        return value;
    }

    /// <summary>The same version's bytes with another resourceVersion: a deletion's last state, an object that left a selector.</summary>
    public StoredObject WithRevision(long revision) => new(Key, revision, SpliceRevision(Bytes.Span, revision));

    /// <summary>Replaces the number in metadata.resourceVersion. The canonical encoding has it once, before any nested value.</summary>
    public static byte[] SpliceRevision(ReadOnlySpan<byte> bytes, long revision)
    {
        var start = bytes.IndexOf(RevisionMark) + RevisionMark.Length;
        if (start < RevisionMark.Length)
        {
            throw new InvalidOperationException("stored object without metadata.resourceVersion");
        }

        var length = bytes[start..].IndexOf((byte)'"');
        Span<byte> digits = stackalloc byte[20];
        revision.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
        var result = new byte[bytes.Length - length + written];
        bytes[..start].CopyTo(result);
        digits[..written].CopyTo(result.AsSpan(start));
        bytes[(start + length)..].CopyTo(result.AsSpan(start + written));
        return result;
    }

    /// <summary>The object as a tree of its own.</summary>
    public ObjectNode Parse() => (ObjectNode)NodeReader.Parse(Bytes.Span);

    private IReadOnlyDictionary<string, string> ReadLabels()
    {
        var reader = new Utf8JsonReader(Bytes.Span, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
        if (!JsonPathText.Seek(ref reader, "metadata.labels") || reader.TokenType != JsonTokenType.StartObject)
        {
            return System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NodeReader.ReadText(ref reader);
            reader.Read();
            labels[name] = NodeReader.ReadText(ref reader);
        }

        return labels;
    }

    /// <summary>For logs and debuggers: without the content, which may be a Secret's.</summary>
    public override string ToString() => $"{Key}@{Revision} ({Bytes.Length} bytes)";
}
