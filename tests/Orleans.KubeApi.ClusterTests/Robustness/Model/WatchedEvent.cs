namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>One event of a watch and when it arrived. A bookmark has no key and no state.</summary>
internal sealed record WatchedEvent(long At, string Type, long Revision, string Key, ObjectState? State)
{
    public const string Added = "ADDED";
    public const string Modified = "MODIFIED";
    public const string Deleted = "DELETED";
    public const string Bookmark = "BOOKMARK";

    public bool IsBookmark => Type == Bookmark;

    /// <summary>True for the bookmark that ends the initial events.</summary>
    public bool EndsInitialEvents { get; init; }

    public override string ToString() => $"{Type} {Key}@{Revision} tag {State?.Tag}";
}
