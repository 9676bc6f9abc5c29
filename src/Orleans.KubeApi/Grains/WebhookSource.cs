using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Grains;

/// <summary>Webhooks from this silo's caches: compiled again when the collection moved, and only then.</summary>
internal sealed class WebhookSource(ICollectionCaches caches) : IWebhookSource
{
    private const string Group = "admissionregistration.k8s.io";
    private readonly Entry _mutating = new(new GroupResource(Group, "mutatingwebhookconfigurations"));
    private readonly Entry _validating = new(new GroupResource(Group, "validatingwebhookconfigurations"));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Webhook>> GetAsync(bool mutating)
    {
        var entry = mutating ? _mutating : _validating;
        var cache = caches.GetAsync(entry.Collection, CancellationToken.None);
        return cache.IsCompletedSuccessfully ? ValueTask.FromResult(entry.Current(cache.Result.Latest)) : WaitAsync(entry, cache);
    }

    private static async ValueTask<IReadOnlyList<Webhook>> WaitAsync(Entry entry, ValueTask<CollectionCache> cache) =>
        entry.Current((await cache).Latest);

    /// <summary>The compiled form of one snapshot.</summary>
    private sealed class Entry(GroupResource collection)
    {
        private Compiled? _compiled;

        public GroupResource Collection => collection;

        public IReadOnlyList<Webhook> Current(CollectionSnapshot snapshot)
        {
            var known = Volatile.Read(ref _compiled);
            if (known is null || !ReferenceEquals(known.Snapshot, snapshot))
            {
                known = new Compiled(snapshot, WebhookCompiler.Compile(snapshot.Objects));
                Volatile.Write(ref _compiled, known);
            }

            return known.Hooks;
        }
    }

    private sealed record Compiled(CollectionSnapshot Snapshot, IReadOnlyList<Webhook> Hooks);
}
