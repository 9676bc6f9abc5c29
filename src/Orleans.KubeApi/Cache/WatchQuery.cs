using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>What a watch asks for.</summary>
/// <param name="FromRevision">Events strictly after this revision.</param>
/// <param name="Namespace">Only this namespace; "" = all.</param>
/// <param name="Name">Only objects of this name (metadata.name selector); "" = all. Saves the filter for single-object watches.</param>
/// <param name="Filter">Selector, null = all. Borders become Added and Deleted.</param>
internal sealed record WatchQuery(long FromRevision, string Namespace = "", string Name = "", Func<StoredObject, bool>? Filter = null);
