namespace Orleans.KubeApi.Storage;

/// <summary>
/// The right to commit to a collection, valid until somebody opens it again. <paramref name="Head"/> and <paramref name="Floor"/> are
/// those at the moment of opening; the owner keeps count from there.
/// </summary>
/// <param name="Id">Which collection.</param>
/// <param name="Number">The store's own number of it; means nothing outside.</param>
/// <param name="Epoch">The fencing token: a commit with any other epoch than the store's is refused.</param>
/// <param name="Head">The newest revision.</param>
/// <param name="Floor">The oldest revision that can still be read as of; events after it are complete.</param>
internal sealed record OpenedCollection(CollectionId Id, long Number, long Epoch, long Head, long Floor);
