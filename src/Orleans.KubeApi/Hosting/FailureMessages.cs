using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Hosting;

/// <summary>What is logged when a server can't go on.</summary>
internal static partial class FailureMessages
{
    [LoggerMessage(5901, LogLevel.Critical, "The server stops with a failure, to be started again: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);
}
