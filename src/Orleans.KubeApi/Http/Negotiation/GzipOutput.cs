using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>Compression of large answers. Fastest level, as the original: it pays on slow links without eating the processor.</summary>
internal static class GzipOutput
{
    private static readonly byte[] LineBreak = "\n"u8.ToArray();

    /// <summary>A body of so many bytes is sent compressed: it is large, and the client takes gzip.</summary>
    public static bool Pays(RequestContext context, long bytes) => bytes > context.Options.GzipFrom && IsWanted(context.Http.Request);

    /// <summary>
    /// The client takes gzip: the coding stands in its list and not with a weight of zero. That a star or a second header would do as well
    /// is overlooked, as in the original.
    /// </summary>
    public static bool IsWanted(HttpRequest request)
    {
        if (request.Headers.AcceptEncoding is not { Count: > 0 } values)
        {
            return false;
        }

        var codings = values[0].AsSpan();
        foreach (var range in codings.Split(','))
        {
            var coding = codings[range];
            var semicolon = coding.IndexOf(';');
            if ((semicolon < 0 ? coding : coding[..semicolon]).Trim() is "gzip")
            {
                return semicolon < 0 || !IsZero(coding[(semicolon + 1)..]);
            }
        }

        return false;
    }

    /// <summary>Compressed bytes that are whole by themselves: several in a row are a gzip stream, too.</summary>
    public static ReadOnlyMemory<byte> Member(ReadOnlySpan<byte> plain)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    /// <summary>Marks the answer as compressed.</summary>
    public static void Mark(HttpResponse response)
    {
        response.Headers.ContentEncoding = HeaderValues.Gzip;
        response.Headers.Append(HeaderNames.Vary, HeaderValues.AcceptEncoding);
    }

    /// <summary>Marks the answer as compressed and gives the stream to write to; the caller disposes it.</summary>
    public static GZipStream Begin(HttpContext http)
    {
        Mark(http.Response);
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

    // "q=0", "q=0.0": not at all.
    private static bool IsZero(ReadOnlySpan<char> parameter)
    {
        var equal = parameter.IndexOf('=');
        return equal > 0 && parameter[..equal].Trim() is "q" or "Q" && double.TryParse(
            parameter[(equal + 1)..].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight == 0;
    }
}
