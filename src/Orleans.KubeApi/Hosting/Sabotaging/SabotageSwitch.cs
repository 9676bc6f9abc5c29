using System.Collections.Frozen;

namespace Orleans.KubeApi.Hosting.Sabotaging;

/// <summary>
/// For tests: <c>KUBEAPI_SABOTAGE</c> makes a server break promises on purpose, so that a test can show that its checker would notice. The
/// value is names with commas between them, or a file that holds such names, which is read whenever it matters, so that a test can switch
/// while the server runs. Without the variable nothing of this folder is in the way of a request.
/// </summary>
internal sealed class SabotageSwitch
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "KUBEAPI_SABOTAGE";

    // What breaks a promise.
    public const string DropEvent = "drop-event"; // loses every 20th event between owner and cache
    public const string StaleRead = "stale-read"; // answers "most recent" from a cache that lags, without asking the owner
    public const string SwapEvents = "swap-events"; // caches get the events of two objects in the wrong order
    public const string DoubleEvent = "double-event"; // caches get an event twice
    public const string EarlyProgress = "early-progress"; // caches hear of a revision a second before its events
    public const string KeepDeleted = "keep-deleted"; // caches take every third deletion for a change
    public const string WrongExact = "wrong-exact"; // a list of an old revision, or its next page, comes from the one before
    public const string ForgetExpiry = "forget-expiry"; // what was compacted is answered from now on, not refused
    public const string SkipUnreadable = "skip-unreadable"; // rows that can't be read are left out of lists
    public const string WriteBehind = "write-behind"; // acknowledges at once and commits two seconds later
    public const string TouchUnchanged = "touch-unchanged"; // every PUT changes something
    public const string PiecewisePatch = "piecewise-patch"; // commits the operations of a JSON patch one by one
    public const string BlindUpdate = "blind-update"; // a PUT overwrites whatever there is
    public const string BlindDelete = "blind-delete"; // a DELETE doesn't look at its preconditions
    public const string CreateOver = "create-over"; // a POST of what exists replaces it
    public const string IgnoreFinalizers = "ignore-finalizers"; // a DELETE doesn't wait for finalizers
    public const string IgnoreDeadline = "ignore-deadline"; // a write goes on when its request's time is over
    public const string EndlessWait = "endless-wait"; // reads wait for a revision, or for a cache to load, without an end; from start
    public const string EndlessChannel = "endless-channel"; // a slow watcher is never closed; from start
    public const string AbruptStop = "abrupt-stop"; // SIGTERM ends the process where it stands

    // What breaks none, but lets a test see how promises are kept.
    public const string LateFeed = "late-feed"; // caches lag by six seconds
    public const string LateFeed50 = "late-feed-50ms";
    public const string LateFeed500 = "late-feed-500ms";
    public const string SlowLoad = "slow-load"; // caches that aren't loaded yet don't load
    public const string SlowWrite = "slow-write"; // a write takes three seconds more

    /// <summary>What breaks a promise.</summary>
    public static readonly FrozenSet<string> Sabotages = FrozenSet.Create(
        StringComparer.Ordinal, DropEvent, StaleRead, SwapEvents, DoubleEvent, EarlyProgress, KeepDeleted, WrongExact, ForgetExpiry,
        SkipUnreadable, WriteBehind, TouchUnchanged, PiecewisePatch, BlindUpdate, BlindDelete, CreateOver, IgnoreFinalizers,
        IgnoreDeadline, EndlessWait, EndlessChannel, AbruptStop);

    private readonly string _value;

    /// <summary>A switch with the variable's value.</summary>
    public SabotageSwitch(string value) => _value = value;

    /// <summary>Null unless the variable is set.</summary>
    public static SabotageSwitch? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? new SabotageSwitch(value) : null;

    /// <summary>Whether the server is to do this now.</summary>
    public bool IsOn(string name)
    {
        var names = Path.IsPathRooted(_value) ? File.Exists(_value) ? File.ReadAllText(_value) : "" : _value;
        return names.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.Ordinal);
    }
}
