namespace Orleans.KubeApi.Storage;

/// <summary>A silo lease as granted.</summary>
/// <param name="Length">How long it lasts, counted on the caller's monotonic clock from before the call.</param>
/// <param name="Losses">
/// How many collections other silos have ever taken from this one. When it differs from the last answer, some activation here was
/// replaced: stop answering "most recent" for every open collection until <see cref="IRevisionStore.ListCollectionsAsync"/> shows its
/// epoch unchanged. Without this a silo that lives on could renew a replaced activation's right for ever.
/// </param>
internal readonly record struct LeaseRenewal(TimeSpan Length, long Losses);
