using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Cache;

/// <summary>What a list asks for.</summary>
/// <param name="Namespace">Only this namespace; "" = all.</param>
/// <param name="StartKey">First key that may be returned (from a continue token); "" = from the beginning.</param>
/// <param name="Limit">At most so many items; 0 = all.</param>
/// <param name="Filter">Selector, null = all.</param>
internal sealed record ListQuery(string Namespace = "", string StartKey = "", int Limit = 0, Func<StoredObject, bool>? Filter = null);
