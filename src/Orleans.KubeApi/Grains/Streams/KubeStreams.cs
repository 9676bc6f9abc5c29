using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// Names of the streams that the provider <see cref="Provider"/> offers. A resource is written as in kubectl: <c>configmaps</c>,
/// <c>deployments.apps</c>. Each event is on two streams: that of its namespace (stream namespace = resource, key = namespace, so that a
/// grain class with <c>[ImplicitStreamSubscription("configmaps")]</c> is a controller with one activation per namespace), and that of the
/// whole resource (stream namespace = <c>all:</c> + resource, key = <see cref="AllKey"/>). Tokens are resourceVersions: a subscription
/// with a token gets what comes AFTER it, as a watch does.
/// </summary>
public static class KubeStreams
{
    /// <summary>Name of the stream provider.</summary>
    public const string Provider = "kubeapi";

    /// <summary>Key of the stream of a whole resource.</summary>
    public const string AllKey = "all";

    private const string AllPrefix = "all:";

    /// <summary>The stream of one namespace's objects.</summary>
    /// <param name="resource">As in kubectl.</param>
    /// <param name="ns">The Kubernetes namespace.</param>
    /// <param name="labelSelector">Only objects it selects; crossing its border is an Added or Deleted event.</param>
    public static StreamId Namespaced(string resource, string ns, string labelSelector = "") =>
        StreamId.Create(Selected(resource, labelSelector), ns);

    /// <summary>The stream of all objects of a resource.</summary>
    /// <param name="resource">As in kubectl.</param>
    /// <param name="labelSelector">Only objects it selects; crossing its border is an Added or Deleted event.</param>
    public static StreamId All(string resource, string labelSelector = "") =>
        StreamId.Create(AllPrefix + Selected(resource, labelSelector), AllKey);

    /// <summary>What a stream is of. Null if it isn't one of ours.</summary>
    internal static KubeStreamTarget? Parse(StreamId id)
    {
        var name = id.GetNamespace();
        var key = id.GetKeyAsString();
        if (string.IsNullOrEmpty(name) || key.Length == 0)
        {
            return null;
        }

        var all = name.StartsWith(AllPrefix, StringComparison.Ordinal);
        var text = all ? name[AllPrefix.Length..] : name;
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        return new KubeStreamTarget(
            ResourceOf(mark < 0 ? text : text[..mark]), all ? "" : key, mark < 0 ? "" : text[(mark + 1)..]);
    }

    /// <summary>"deployments.apps" as group and resource.</summary>
    internal static GroupResource ResourceOf(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new GroupResource("", text) : new GroupResource(text[(dot + 1)..], text[..dot]);
    }

    private static string Selected(string resource, string selector) => selector.Length == 0 ? resource : $"{resource}?{selector}";
}
