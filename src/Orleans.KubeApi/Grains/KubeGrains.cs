using System.Collections.Concurrent;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// References to the grains of every write. Orleans finds the name of an interface anew for each reference, by formatting its type, which
/// costs 2 KB; so objects take type and interface from the first one, and collections, of which there are few, are kept.
/// </summary>
internal sealed class KubeGrains(IGrainFactory grains)
{
    // More are only made where custom resources come and go; those beyond it cost what Orleans asks.
    private const int MaxKept = 4096;
    private readonly ConcurrentDictionary<GroupResource, ICollectionGrain> _collections = new();
    private GrainReference? _object;

    /// <summary>The object of this key (<see cref="KubeKeys.Object"/>).</summary>
    public IResourceObjectGrain Object(string key)
    {
        if (_object is { } known)
        {
            return (IResourceObjectGrain)grains.GetGrain(GrainId.Create(known.GrainId.Type, IdSpan.Create(key)), known.InterfaceType);
        }

        var first = grains.GetGrain<IResourceObjectGrain>(key);
        _object = (GrainReference)first;
        return first;
    }

    /// <summary>The owner of a collection.</summary>
    public ICollectionGrain Collection(GroupResource resource)
    {
        if (_collections.TryGetValue(resource, out var known))
        {
            return known;
        }

        var grain = grains.GetGrain<ICollectionGrain>(KubeKeys.Collection(resource));
        if (_collections.Count < MaxKept)
        {
            _collections[resource] = grain;
        }

        return grain;
    }
}
