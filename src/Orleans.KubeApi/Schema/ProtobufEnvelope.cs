using System.Text;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// What every protobuf body of the API is wrapped in: the bytes <c>k8s\0</c>, then a message that names version and kind and holds the
/// object's own message as bytes. Encoding and content type of the object are in it too and, as in the original, are not looked at.
/// </summary>
internal readonly ref struct ProtobufEnvelope
{
    private ProtobufEnvelope(string apiVersion, string kind, ReadOnlySpan<byte> raw)
    {
        ApiVersion = apiVersion;
        Kind = kind;
        Raw = raw;
    }

    /// <summary>e.g. <c>apps/v1</c>; "" if not given.</summary>
    public string ApiVersion { get; }

    /// <summary>e.g. <c>Deployment</c>; "" if not given.</summary>
    public string Kind { get; }

    /// <summary>The object's message, see <see cref="ProtobufReader"/>.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>Opens an envelope.</summary>
    /// <exception cref="DecodeException">It is none, or a broken one.</exception>
    public static ProtobufEnvelope Open(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            throw new DecodeException("empty data");
        }

        if (!body.StartsWith(Magic))
        {
            throw new DecodeException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        if (body.Length == Magic.Length)
        {
            throw new DecodeException("empty body");
        }

        string apiVersion = "", kind = "";
        ReadOnlySpan<byte> raw = default;
        var envelope = new ProtobufCursor(body[Magic.Length..]);
        while (envelope.Next())
        {
            switch (envelope.Number)
            {
                case 1:
                    var type = new ProtobufCursor(envelope.Bytes("typeMeta"));
                    ReadType(ref type, ref apiVersion, ref kind);
                    break;
                case 2:
                    raw = envelope.Bytes("raw");
                    break;
                default:
                    envelope.Skip();
                    break;
            }
        }

        return new ProtobufEnvelope(apiVersion, kind, raw);
    }

    private static void ReadType(ref ProtobufCursor type, ref string apiVersion, ref string kind)
    {
        while (type.Next())
        {
            switch (type.Number)
            {
                case 1:
                    apiVersion = Encoding.UTF8.GetString(type.Bytes("apiVersion"));
                    break;
                case 2:
                    kind = Encoding.UTF8.GetString(type.Bytes("kind"));
                    break;
                default:
                    type.Skip();
                    break;
            }
        }
    }
}
