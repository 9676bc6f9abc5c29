using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>
/// One commit as the cache keeps it: state before and after. What a watcher sees of it depends on its selector only, so there are at most
/// three views, each made once and shared by all watchers.
/// </summary>
internal sealed class CacheEvent(StoredObject value, bool deleted, StoredObject? previous)
{
    private WatchEvent? _natural;
    private WatchEvent? _entered;
    private WatchEvent? _left;

    /// <summary>New state, or last state with the deletion's revision.</summary>
    public StoredObject Object { get; } = value;

    public bool Deleted { get; } = deleted;

    /// <summary>State before, null if the object did not exist.</summary>
    public StoredObject? Previous { get; } = previous;

    public long Revision => Object.Revision;

    /// <summary>Rough memory of the event itself; bounds the window.</summary>
    public int Size => Object.Bytes.Length + 64;

    /// <summary>The event for a watcher without a selector.</summary>
    public WatchEvent Natural => _natural ??=
        new(Deleted ? WatchEventType.Deleted : Previous is null ? WatchEventType.Added : WatchEventType.Modified, Object);

    /// <summary>
    /// What a watcher with this selector sees, null if nothing: entering is Added, leaving is Deleted with the OLD content and the new
    /// revision, never Modified across the border (apiserver's cacher does the same).
    /// </summary>
    public WatchEvent? For(Func<StoredObject, bool>? filter)
    {
        if (filter is null)
        {
            return Natural;
        }

        var before = Previous is not null && filter(Previous);
        var after = !Deleted && filter(Object);
        return (before, after) switch
        {
            (true, true) => Natural,
            (false, true) => Previous is null ? Natural : _entered ??= new(WatchEventType.Added, Object),
            (true, false) => Deleted ? Natural : _left ??= new(WatchEventType.Deleted, Previous!.WithRevision(Revision)),
            _ => null,
        };
    }
}
