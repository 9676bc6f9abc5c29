using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>A page of a list, all of one revision.</summary>
/// <param name="Revision">The revision of the whole list.</param>
/// <param name="Items">In key order.</param>
/// <param name="NextKey">Start of the next page, null if this is the last.</param>
/// <param name="Remaining">Items after this page; null if unknown or if a selector was used.</param>
internal sealed record ListPage(long Revision, IReadOnlyList<StoredObject> Items, string? NextKey, long? Remaining)
{
    /// <summary>When the first page of this list was served, Unix seconds; 0 = this is the first page.</summary>
    public long FirstPageAt { get; init; }
}
