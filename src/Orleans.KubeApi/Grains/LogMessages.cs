using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Grains;

/// <summary>The room's log messages; ids 3000–3099.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(3001, LogLevel.Debug, "Collection {Collection} opened with epoch {Epoch} at revision {Head}")]
    public static partial void CollectionOpened(ILogger logger, string collection, long epoch, long head);

    [LoggerMessage(3002, LogLevel.Warning, "Collection could not be released: {Reason}")]
    public static partial void NotReleased(ILogger logger, string reason);

    [LoggerMessage(3003, LogLevel.Error, "Collection {Collection}: outcome of a commit is unknown: {Reason}")]
    public static partial void UnknownOutcome(ILogger logger, string collection, string reason);

    [LoggerMessage(3004, LogLevel.Warning, "Collection {Collection}: commit failed: {Reason}")]
    public static partial void CommitFailed(ILogger logger, string collection, string reason);

    [LoggerMessage(3005, LogLevel.Warning, "Silo lease not renewed: {Reason}")]
    public static partial void LeaseNotRenewed(ILogger logger, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "Silo lease not released: {Reason}")]
    public static partial void LeaseNotReleased(ILogger logger, string reason);

    [LoggerMessage(3007, LogLevel.Error, "Write of {Key} failed unexpectedly")]
    public static partial void WriteFailed(ILogger logger, Exception error, string key);

    [LoggerMessage(3008, LogLevel.Warning, "Namespace {Name} is not yet empty: {Reason}")]
    public static partial void NamespaceNotEmpty(ILogger logger, string name, string reason);

    [LoggerMessage(3009, LogLevel.Warning, "Housekeeping failed, it runs again: {Reason}")]
    public static partial void HousekeepingFailed(ILogger logger, string reason);

    [LoggerMessage(3010, LogLevel.Warning, "Address or port {Claim} was not released, the repair will do it: {Reason}")]
    public static partial void ClaimNotReleased(ILogger logger, string claim, string reason);

    [LoggerMessage(3011, LogLevel.Warning, "Quotas of {Namespace} were not counted: {Reason}")]
    public static partial void QuotaNotCounted(ILogger logger, string @namespace, string reason);

    [LoggerMessage(3012, LogLevel.Warning, "Write of {Name} was lost with its answer: {Reason}")]
    public static partial void WriteLost(ILogger logger, string name, string reason);

    [LoggerMessage(3030, LogLevel.Warning, "Streams of {Resource} are not followed for the moment: {Reason}")]
    public static partial void StreamSourceFailed(this ILogger logger, string resource, string reason);

    [LoggerMessage(3031, LogLevel.Debug, "Queue {Queue} of resource streams is served here")]
    public static partial void StreamQueueServed(this ILogger logger, uint queue);

    [LoggerMessage(3032, LogLevel.Debug, "Queue {Queue} of resource streams is served elsewhere from now on")]
    public static partial void StreamQueueLeft(this ILogger logger, uint queue);
}
