using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Cache;

/// <summary>The room's log messages; ids 2000–2099.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(EventId = 2001, Message = "Feed of a collection failed, trying again: {Reason}")]
    public static partial void FeedFailed(ILogger logger, LogLevel level, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "Feed of a collection cannot go on from revision {Position} to {To}: loading all of it anew")]
    public static partial void Reloading(ILogger logger, long position, long to);
}
