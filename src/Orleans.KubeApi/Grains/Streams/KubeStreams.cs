using Orleans.KubeApi.Objects;
using Orleans.Runtime;

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
    public static StreamId Namespaced(string resource, string ns) => StreamId.Create(resource, ns);

    /// <summary>The stream of all objects of a resource.</summary>
    public static StreamId All(string resource) => StreamId.Create(AllPrefix + resource, AllKey);

    /// <summary>The stream namespace of <see cref="All"/>, for implicit subscriptions.</summary>
    public static string AllNamespace(string resource) => AllPrefix + resource;

    /// <summary>What a stream is of: its resource, and its Kubernetes namespace ("" = all of them). Null if it isn't one of ours.</summary>
    internal static (GroupResource Resource, string Namespace)? Parse(StreamId id)
    {
        var name = id.GetNamespace();
        var key = id.GetKeyAsString();
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        return name.StartsWith(AllPrefix, StringComparison.Ordinal)
            ? (ResourceOf(name[AllPrefix.Length..]), "")
            : key.Length > 0 ? (ResourceOf(name), key) : null;
    }

    /// <summary>"deployments.apps" as group and resource.</summary>
    internal static GroupResource ResourceOf(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new GroupResource("", text) : new GroupResource(text[(dot + 1)..], text[..dot]);
    }
}
