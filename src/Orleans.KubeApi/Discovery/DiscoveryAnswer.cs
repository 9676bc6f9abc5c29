namespace Orleans.KubeApi.Discovery;

/// <summary>
/// What a discovery path answers; the front end writes it, compresses it and converts it to YAML where the client wants that.
/// </summary>
/// <param name="Code">The HTTP code.</param>
/// <param name="ContentType">The content type with its parameters, "" if there is no body.</param>
/// <param name="Body">The body; shared by all answers, so it is never changed.</param>
/// <param name="ETag">The ETag with its quotes, "" if the document has none.</param>
/// <param name="Headers">More headers; they replace the server's usual ones (Cache-Control).</param>
internal sealed record DiscoveryAnswer(
    int Code, string ContentType, ReadOnlyMemory<byte> Body, string ETag = "", IReadOnlyList<KeyValuePair<string, string>>? Headers = null)
{
    /// <summary>The same body compressed with gzip, empty if there is none: whoever accepts gzip may be sent this instead.</summary>
    public ReadOnlyMemory<byte> Gzip { get; init; }
}
