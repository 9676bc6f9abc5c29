using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Audit;

/// <summary>Log events of the audit. They never hold an event's content: it may be secret, and the log has other readers.</summary>
internal static partial class AuditMessages
{
    [LoggerMessage(EventId = 7101, Level = LogLevel.Error,
        Message = "Audit backend {Backend} lost {Count} events so far; latest cause: {Cause}")]
    public static partial void EventsLost(ILogger logger, string backend, long count, string cause);

    [LoggerMessage(EventId = 7102, Level = LogLevel.Error, Message = "The audit record of request {AuditId} failed")]
    public static partial void RecordFailed(ILogger logger, Exception exception, string auditId);
}
