using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Http;

/// <summary>Log events of the HTTP front end. Nothing is logged for a request that goes well.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 7001, Level = LogLevel.Error, Message = "Request {AuditId} {Method} failed unexpectedly")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string auditId, string method);
}
