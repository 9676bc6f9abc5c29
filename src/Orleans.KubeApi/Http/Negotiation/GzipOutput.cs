using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>Compression of large answers. Fastest level, as the original: it pays on slow links without eating the processor.</summary>
internal static class GzipOutput
{
    private static readonly byte[] LineBreak = "\n"u8.ToArray();

    /// <summary>The client takes gzip.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        foreach (var value in request.Headers.AcceptEncoding)
        {
            if (value is not null && value.Contains("gzip", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks the answer as compressed and gives the stream to write to; the caller disposes it.</summary>
    public static GZipStream Begin(HttpContext http)
    {
        http.Response.Headers.ContentEncoding = HeaderValues.Gzip;
        http.Response.Headers.Vary = HeaderValues.AcceptEncoding;
        return new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>Writes a body compressed.</summary>
    public static async ValueTask WriteAsync(HttpContext http, ReadOnlyMemory<byte> body, bool endLine)
    {
        await using var gzip = Begin(http);
        await gzip.WriteAsync(body, http.RequestAborted);
        if (endLine)
        {
            await gzip.WriteAsync(LineBreak, http.RequestAborted);
        }
    }
}
