using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>Log lines of this room; none holds a body or a token.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 7201, Level = LogLevel.Warning, Message = "Webhook {Webhook} failed open: {Problem}")]
    public static partial void FailedOpen(ILogger logger, string webhook, string problem);
}
