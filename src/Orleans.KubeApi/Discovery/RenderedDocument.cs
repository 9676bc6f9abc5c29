using System.IO.Compression;
using System.Security.Cryptography;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// A finished document. Large ones are kept compressed only, since together they are some ten megabytes of text that few clients ask for
/// uncompressed.
/// </summary>
internal sealed class RenderedDocument
{
    /// <summary>From this size on the text itself isn't kept; the front end compresses larger bodies anyway.</summary>
    private const int CompressFrom = 128 * 1024;

    private readonly byte[]? _plain;
    private readonly byte[]? _gzip;
    private readonly int _length;

    /// <summary>A document with the hash of its own bytes.</summary>
    public RenderedDocument(ReadOnlySpan<byte> text)
        : this(text, HashOf(text))
    {
    }

    /// <summary>A document with a given hash: another encoding of a document shares that document's hash.</summary>
    public RenderedDocument(ReadOnlySpan<byte> text, string hash)
    {
        Hash = hash;
        _length = text.Length;
        if (text.Length < CompressFrom)
        {
            _plain = text.ToArray();
        }
        else
        {
            _gzip = Compress(text);
        }
    }

    /// <summary>Upper-case hexadecimal SHA-512.</summary>
    public string Hash { get; }

    /// <summary>The hash in quotes.</summary>
    public string ETag => $"\"{Hash}\"";

    /// <summary>The compressed text, empty if the document is small.</summary>
    public ReadOnlyMemory<byte> Gzip => _gzip;

    /// <summary>The text.</summary>
    public ReadOnlyMemory<byte> Text => _plain ?? Expand(_gzip!, _length);

    private static string HashOf(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(text, hash);
        return Convert.ToHexString(hash);
    }

    private static byte[] Compress(ReadOnlySpan<byte> text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return output.ToArray();
    }

    private static byte[] Expand(byte[] gzip, int length)
    {
        var text = new byte[length];
        using var input = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        input.ReadExactly(text);
        return text;
    }
}
