using System.Collections.Concurrent;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Watch;

/// <summary>
/// One <see cref="WatchForm"/> for every form that is watched, so that all watchers of a form share the encoded bytes of an event. Bounded
/// by types × projections.
/// </summary>
internal sealed class WatchForms(TableSource tables, TimeProvider time)
{
    private readonly ConcurrentDictionary<(GroupVersionKind Kind, OutputFormat Format, IncludeObject Include), WatchForm> _forms = new();

    /// <summary>The shared form.</summary>
    public WatchForm Get(ResourceType type, OutputFormat format, IncludeObject include)
    {
        var key = (type.Kind, format, include);
        if (_forms.TryGetValue(key, out var form) && ReferenceEquals(form.Renderer.Type, type))
        {
            return form;
        }

        // Another type object of the same kind: the catalog was swapped.
        return _forms[key] = new WatchForm(new ObjectRenderer(type, format, include, tables, time));
    }
}
