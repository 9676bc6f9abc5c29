using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Audit;

/// <summary>
/// Events as bytes, always one line: whatever a client managed to put into a name, a header or a body is escaped, so nobody can write a
/// line
/// of his own.
/// </summary>
internal static class AuditEventWriter
{
    private const string TruncatedAnnotation = "audit.k8s.io/truncated";

    /// <summary>The event as JSON, fields in the original's order.</summary>
    /// <param name="item">The event.</param>
    /// <param name="isTruncated">Leaves the bodies out and says so in an annotation.</param>
    public static byte[] Json(AuditEvent item, bool isTruncated = false)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (isTruncated ? 0 : item.RequestObject.Length + item.ResponseObject.Length));
        using (var json = Node.NewWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "Event"u8);
            json.WriteString("apiVersion"u8, "audit.k8s.io/v1"u8);
            WriteRequest(json, item);
            if (item.ResponseStatus is { } status)
            {
                json.WritePropertyName("responseStatus"u8);
                status.WriteTo(json);
            }

            if (!isTruncated)
            {
                WriteBody(json, "requestObject"u8, item.RequestObject);
                WriteBody(json, "responseObject"u8, item.ResponseObject);
            }

            json.WriteString("requestReceivedTimestamp"u8, Micro(item.ReceivedAt));
            json.WriteString("stageTimestamp"u8, Micro(item.StageAt));
            WriteAnnotations(json, item.Annotations, isTruncated);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The event in the original's older form: one line of <c>name="value"</c> pairs.</summary>
    public static byte[] Legacy(AuditEvent item)
    {
        var (user, other) = (item.User, item.ImpersonatedUser);
        var groups = user is { Groups.Count: > 0 } ? Quoted(user.Groups) : "<none>";
        var otherGroups = other is null ? "<lookup>" : Quoted(other.Groups);
        var code = item.ResponseStatus?.Integer("code");
        var line = new StringBuilder(512)
            .Append(item.ReceivedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture))
            .Append(" AUDIT: id=").Append(GoText.Quote(item.Id))
            .Append(" stage=").Append(GoText.Quote(item.Stage.ToString()))
            .Append(" ip=").Append(GoText.Quote(item.SourceAddresses.Count > 0 ? item.SourceAddresses[0] : "<unknown>"))
            .Append(" method=").Append(GoText.Quote(item.Verb))
            .Append(" user=").Append(GoText.Quote(user?.Name ?? "<none>"))
            .Append(" groups=").Append(GoText.Quote(groups))
            .Append(" as=").Append(GoText.Quote(other?.Name ?? "<self>"))
            .Append(" asgroups=").Append(GoText.Quote(otherGroups))
            .Append(" user-agent=").Append(GoText.Quote(item.UserAgent))
            .Append(" namespace=").Append(GoText.Quote(item.Object is { Namespace.Length: > 0 } about ? about.Namespace : "<none>"))
            .Append(" uri=").Append(GoText.Quote(item.RequestUri))
            .Append(" response=\"").Append(code?.ToString(CultureInfo.InvariantCulture) ?? "<deferred>").Append('"');
        return Encoding.UTF8.GetBytes(line.ToString());
    }

    private static void WriteRequest(Utf8JsonWriter json, AuditEvent item)
    {
        json.WriteString("level"u8, item.Level.ToString());
        json.WriteString("auditID"u8, item.Id);
        json.WriteString("stage"u8, item.Stage.ToString());
        json.WriteString("requestURI"u8, item.RequestUri);
        json.WriteString("verb"u8, item.Verb);
        json.WritePropertyName("user"u8);
        (item.User?.ToNode() ?? []).WriteTo(json);
        if (item.ImpersonatedUser is { } other)
        {
            json.WritePropertyName("impersonatedUser"u8);
            other.ToNode().WriteTo(json);
        }

        if (item.ImpersonationConstraint.Length > 0)
        {
            json.WriteStartObject("authenticationMetadata"u8);
            json.WriteString("impersonationConstraint"u8, item.ImpersonationConstraint);
            json.WriteEndObject();
        }

        if (item.SourceAddresses.Count > 0)
        {
            json.WriteStartArray("sourceIPs"u8);
            foreach (var address in item.SourceAddresses)
            {
                json.WriteStringValue(address);
            }

            json.WriteEndArray();
        }

        if (item.UserAgent.Length > 0)
        {
            json.WriteString("userAgent"u8, item.UserAgent);
        }

        if (item.Object is { } about)
        {
            json.WritePropertyName("objectRef"u8);
            about.ToNode().WriteTo(json);
        }
    }

    private static void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> body)
    {
        if (!body.IsEmpty)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(body.Span, skipInputValidation: true);
        }
    }

    private static void WriteAnnotations(Utf8JsonWriter json, IReadOnlyDictionary<string, string> annotations, bool isTruncated)
    {
        if (annotations.Count == 0 && !isTruncated)
        {
            return;
        }

        json.WriteStartObject("annotations"u8);
        if (isTruncated)
        {
            json.WriteString(TruncatedAnnotation, "true");
        }

        foreach (var (name, value) in annotations)
        {
            if (!isTruncated || name != TruncatedAnnotation)
            {
                json.WriteString(name, value);
            }
        }

        json.WriteEndObject();
    }

    private static string Quoted(IReadOnlyList<string> texts) => string.Join(',', texts.Select(GoText.Quote));

    private static string Micro(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
