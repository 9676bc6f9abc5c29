namespace Orleans.KubeApi.Storage;

/// <summary>A range of keys, in byte order.</summary>
/// <param name="FromKey">First key, inclusive; "" = from the start.</param>
/// <param name="ToKey">End, exclusive; null = no end.</param>
/// <param name="Limit">The most rows; at least 1.</param>
/// <param name="AsOf">Read the state right after this revision; null = the current state.</param>
internal sealed record RangeQuery(string FromKey, string? ToKey, int Limit, long? AsOf = null)
{
    /// <summary>The most bytes of bodies in a page; the row that passes it is its last.</summary>
    public const int MaxPageBytes = 32 * 1024 * 1024;

    /// <summary>The <see cref="FromKey"/> that continues after a key. Keys hold no NUL, so nothing lies between.</summary>
    public static string After(string key) => key + "\u0001";
}
