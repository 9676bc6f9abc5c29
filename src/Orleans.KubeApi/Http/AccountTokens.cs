using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>
/// Judges service-account tokens with what this silo's caches show. What is not loaded, or not found, is read most recently and judged once
/// more, so an account that was just made on another silo is known here.
/// </summary>
internal sealed class AccountTokens(Func<ServiceAccountAuthenticator> authenticator, ICollectionCaches caches)
{
    /// <summary>Issuer, audiences and keys.</summary>
    public TokenSettings Settings => authenticator().Settings;

    /// <summary>Whether the token claims to be of this server's issuer.</summary>
    public bool Knows(string token) => token.Contains('.', StringComparison.Ordinal) && authenticator().Knows(token);

    /// <summary>Judges a token for one of the wanted audiences.</summary>
    public async ValueTask<TokenVerdict> JudgeAsync(string token, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var reader = new Reader();
        while (true)
        {
            var verdict = authenticator().Judge(token, wanted, reader);
            if (reader.Missed is not { } missed)
            {
                return verdict;
            }

            var cache = await caches.GetAsync(missed, cancellationToken);
            reader.Add(missed, await cache.FreshAsync(cancellationToken));
        }
    }

    /// <summary>Finds in the snapshots it has and notes the first collection it lacks; each is added once, so the loop ends.</summary>
    private sealed class Reader : IObjectReader
    {
        private readonly Dictionary<GroupResource, CollectionSnapshot> _snapshots = [];

        public GroupResource? Missed { get; private set; }

        public void Add(GroupResource collection, CollectionSnapshot snapshot)
        {
            _snapshots[collection] = snapshot;
            Missed = null;
        }

        public StoredObject? Find(GroupResource collection, string ns, string name)
        {
            if (_snapshots.TryGetValue(collection, out var snapshot))
            {
                return snapshot.Find(StoredObject.KeyOf(ns, name));
            }

            Missed ??= collection;
            return null;
        }

        public IReadOnlyList<StoredObject> List(GroupResource collection, string ns) => [];
    }
}
