using Microsoft.Extensions.Primitives;

namespace Orleans.KubeApi.Http;

/// <summary>Header values of answers, made once.</summary>
internal static class HeaderValues
{
    public const string AuditId = "Audit-Id";
    public static readonly StringValues Json = "application/json";
    public static readonly StringValues Yaml = "application/yaml";
    public static readonly StringValues Protobuf = "application/vnd.kubernetes.protobuf";
    public static readonly StringValues ProtobufStream = "application/vnd.kubernetes.protobuf;stream=watch";
    public static readonly StringValues Text = "text/plain; charset=utf-8";
    public static readonly StringValues NoCache = "no-cache, private";
    public static readonly StringValues NoSniff = "nosniff";
    public static readonly StringValues Gzip = "gzip";
    public static readonly StringValues AcceptEncoding = "Accept-Encoding";
}
