using System.Globalization;
using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// Where services of this cluster are dialled: at their cluster address, as the original does; a headless one at the first of its ready
/// endpoints, an ExternalName at that name.
/// </summary>
internal sealed class ServiceResolver(ICollectionCaches caches) : IServiceResolver
{
    /// <inheritdoc/>
    public async ValueTask<(string Host, int Port)> ResolveAsync(string ns, string name, int port, CancellationToken cancellationToken)
    {
        var cache = await caches.GetAsync(new GroupResource("", "services"), cancellationToken);
        var key = StoredObject.KeyOf(ns, name);
        var service = cache.Latest.Find(key) ?? (await cache.FreshAsync(cancellationToken)).Find(key)
            ?? throw new WebhookCallException($"failed to call webhook: service {GoText.Quote(name)} not found");
        if (service.Field("spec.type") == "ExternalName")
        {
            return (service.Field("spec.externalName") ?? "", port);
        }

        var spec = service.Parse().Object("spec") ?? [];
        var ports = (spec.Array("ports")?.Items ?? []).OfType<ObjectNode>();
        if (!ports.Any(p => p.Integer("port") == port))
        {
            throw new WebhookCallException($"failed to call webhook: no service port {port} found for service {GoText.Quote(name)}");
        }

        return spec.Text("clusterIP") is { Length: > 0 } address and not "None" ? (address, port) : await HeadlessAsync(key, name, port);
    }

    private async ValueTask<(string Host, int Port)> HeadlessAsync(string key, string name, int port)
    {
        var cache = await caches.GetAsync(new GroupResource("", "endpoints"), CancellationToken.None);
        foreach (var subset in (cache.Latest.Find(key)?.Parse().Array("subsets")?.Items ?? []).OfType<ObjectNode>())
        {
            if (subset.Array("addresses")?.Items is [ObjectNode first, ..] && first.Text("ip") is { } address)
            {
                var ports = (subset.Array("ports")?.Items ?? []).OfType<ObjectNode>().ToList();
                return (address, (int)(ports is [var only] ? only.Integer("port") ?? port : port));
            }
        }

        throw new WebhookCallException(string.Create(
            CultureInfo.InvariantCulture, $"failed to call webhook: no endpoints available for service {GoText.Quote(name)}"));
    }
}
