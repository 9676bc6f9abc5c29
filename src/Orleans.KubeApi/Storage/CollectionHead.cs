namespace Orleans.KubeApi.Storage;

/// <summary>
/// Where a collection stands: newest revision, compaction floor, current epoch and the silo that opened it last (null = released).
/// </summary>
internal sealed record CollectionHead(CollectionId Id, long Head, long Floor, long Epoch, string? Owner);
