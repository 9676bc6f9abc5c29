using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Storage;

/// <summary>What this room logs; ids 3100–3199.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(3101, LogLevel.Information, "Applied migration {Number} ({Name})")]
    public static partial void MigrationApplied(this ILogger logger, int number, string name);

    [LoggerMessage(
        3102, LogLevel.Debug, "Took collection {Collection} for {Silo}: epoch {Epoch}, head {Head}; waiting {Wait} for {Previous}")]
    public static partial void CollectionTaken(
        this ILogger logger, CollectionId collection, string silo, long epoch, long head, TimeSpan wait, string? previous);

    [LoggerMessage(3103, LogLevel.Warning, "Commit to {Collection} fenced: epoch {Epoch}, expected head {Expected}")]
    public static partial void CommitFenced(this ILogger logger, CollectionId collection, long epoch, long expected);

    [LoggerMessage(3104, LogLevel.Error, "Commit to {Collection} after {Expected} conflicts with the stored rows: {Reason}")]
    public static partial void CommitConflict(this ILogger logger, CollectionId collection, long expected, string reason);

    [LoggerMessage(3105, LogLevel.Warning, "Lost the connection during a commit to {Collection} after {Expected}: looking up the outcome")]
    public static partial void OutcomeLookup(this ILogger logger, Exception exception, CollectionId collection, long expected);

    [LoggerMessage(3106, LogLevel.Warning, "Attempt {Attempt} to look up a commit to {Collection} failed")]
    public static partial void OutcomeLookupFailed(this ILogger logger, Exception exception, CollectionId collection, int attempt);

    [LoggerMessage(3107, LogLevel.Warning, "Outcome of the commit to {Collection} after {Expected}: {Outcome}")]
    public static partial void OutcomeResolved(this ILogger logger, CollectionId collection, long expected, CommitOutcome outcome);

    [LoggerMessage(3108, LogLevel.Critical, "The store failed and stays closed; its last writes may or may not be durable")]
    public static partial void StoreFailed(this ILogger logger, Exception exception);

    [LoggerMessage(3109, LogLevel.Information, "Compacted {Collection} to {Floor}: {Removed} versions removed")]
    public static partial void Compacted(this ILogger logger, CollectionId collection, long floor, long removed);

    [LoggerMessage(3110, LogLevel.Warning, "All heads moved on by {By}: old watches will end with Expired")]
    public static partial void HeadsBumped(this ILogger logger, long by);

    [LoggerMessage(3111, LogLevel.Debug, "Nothing was left to roll back")]
    public static partial void RollbackFailed(this ILogger logger, Exception exception);

    [LoggerMessage(3112, LogLevel.Error, "KMS provider {Provider}: {Reason}")]
    public static partial void KmsFailed(this ILogger logger, string provider, string reason);

    [LoggerMessage(3113, LogLevel.Information, "KMS provider {Provider} encrypts with another key now")]
    public static partial void KmsKeyChanged(this ILogger logger, string provider);
}
