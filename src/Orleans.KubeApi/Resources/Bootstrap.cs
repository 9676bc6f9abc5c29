using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Objects that the API server itself makes sure of before it is ready.</summary>
internal static class Bootstrap
{
    private const int AttemptsMax = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The namespaces every cluster has.</summary>
    public static readonly IReadOnlyList<string> Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    /// <summary>
    /// Creates what is missing, one area after the other, the objects of an area at once; any number of silos may do it at the same time.
    /// Objects that are there stay as they are.
    /// </summary>
    /// <exception cref="InvalidOperationException">An object could neither be created nor is it there.</exception>
    public static async Task EnsureAsync(
        IObjectStore store, IEnumerable<IReadOnlyList<BootstrapObject>> areas, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var area in areas.Prepend([.. Namespaces.Select(Namespace)]))
        {
            // A store or a silo that is just coming up refuses for a moment.
            for (var attempt = 1; ; attempt++)
            {
                var errors = await Task.WhenAll(area.Select(item => EnsureAsync(store, item, cancellationToken)));
                if (errors.FirstOrDefault(e => e is not null) is not { } failed)
                {
                    break;
                }

                if (attempt == AttemptsMax)
                {
                    throw new InvalidOperationException($"bootstrap objects: {failed.Message}");
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static async Task<Status?> EnsureAsync(IObjectStore store, BootstrapObject item, CancellationToken cancellationToken)
    {
        var request = new WriteRequest
        {
            Group = item.Resource.Group,
            Version = item.Version,
            Resource = item.Resource.Resource,
            Namespace = item.Namespace,
            Verb = WriteVerb.Create,
            Body = item.Body.ToUtf8(),
            FieldManager = "kube-apiserver",
            User = UserInfo.ApiServer,
        };
        var created = await store.WriteAsync(request, cancellationToken);
        if (created.Error is not null)
        {
            return created.Error.Reason == "AlreadyExists" ? null : created.Error;
        }

        if (item.Status is null)
        {
            return null;
        }

        var status = new ObjectNode { { "status", item.Status } };
        var updated = await store.WriteAsync(
            request with
            {
                Verb = WriteVerb.Patch,
                Patch = PatchKind.Merge,
                Subresource = "status",
                Name = item.Name,
                Body = status.ToUtf8(),
            },
            cancellationToken);
        return updated.Error;
    }

    private static BootstrapObject Namespace(string name) => new(new GroupResource("", "namespaces"), "v1", new ObjectNode
    {
        { "kind", "Namespace" },
        { "apiVersion", "v1" },
        { "metadata", new ObjectNode { { "name", name } } },
    });
}
