using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;

namespace Orleans.KubeApi.Http;

/// <summary>The id under which a request is found in logs and audit: the client's own, else a new one.</summary>
internal static class AuditIds
{
    private const int MaxLength = 64;

    /// <summary>The id of a request; safe to send back in a header.</summary>
    public static string Of(HttpRequest request)
    {
        var sent = request.Headers[HeaderValues.AuditId];
        if (sent.Count == 0 || string.IsNullOrEmpty(sent[0]))
        {
            return New();
        }

        var text = sent[0]!;
        text = text.Length > MaxLength ? text[..MaxLength] : text;
        return text.AsSpan().ContainsAnyExceptInRange('!', '~') ? New() : text;
    }

    // A random UUID. Ids need to be unique, not secret: the fast generator will do.
    private static string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Random.Shared.NextInt64());
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Random.Shared.NextInt64());
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
