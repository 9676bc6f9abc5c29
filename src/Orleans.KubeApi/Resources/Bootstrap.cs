using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Objects that the API server itself makes sure of before it is ready.</summary>
internal static class Bootstrap
{
    /// <summary>The namespaces every cluster has.</summary>
    public static readonly IReadOnlyList<string> Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Creates what is missing; any number of silos may do it at once.</summary>
    /// <exception cref="InvalidOperationException">An object could neither be created nor is it there.</exception>
    public static async Task EnsureAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(Namespaces.Select(async name =>
        {
            var body = new ObjectNode
            {
                { "kind", "Namespace" },
                { "apiVersion", "v1" },
                { "metadata", new ObjectNode { { "name", name } } },
            };
            return await store.WriteAsync(
                new WriteRequest { Group = "", Version = "v1", Resource = "namespaces", Verb = WriteVerb.Create, Body = body.ToUtf8() },
                cancellationToken);
        }));
        if (results.FirstOrDefault(r => r.Error is not null and not { Reason: "AlreadyExists" }) is { } failed)
        {
            throw new InvalidOperationException($"bootstrap objects: {failed.Error!.Message}");
        }
    }
}
