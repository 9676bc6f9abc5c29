using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Authentication.Tokens;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>
/// Judges service-account tokens with the store's most recent objects, so an account that was just made on another silo is known here. A
/// remembered verdict holds as long as this silo's caches show the very same objects, so what is deleted takes its tokens along at once.
/// </summary>
internal sealed class AccountTokens(Func<ServiceAccountAuthenticator> authenticator, ICollectionCaches caches) : ITokenAuthenticator
{
    /// <summary>Issuer, audiences and keys.</summary>
    public TokenSettings Settings => authenticator().Settings;

    /// <inheritdoc/>
    public async ValueTask<TokenVerdict> JudgeAsync(string token, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var judge = authenticator();
        if (await judge.ReadAsync(token) is not { } claims)
        {
            return TokenVerdict.Unknown;
        }

        var reader = new Reader();
        while (true)
        {
            var verdict = judge.Judge(token, claims, wanted, reader);
            if (reader.Missed is not { } missed)
            {
                return verdict.User is null ? verdict : verdict with { Holds = reader.Holds };
            }

            var cache = await caches.GetAsync(missed, cancellationToken);
            reader.Add(missed, cache, await cache.FreshAsync(cancellationToken));
        }
    }

    /// <summary>Finds in the snapshots it has and notes the first collection it lacks; each is added once, so the loop ends.</summary>
    private sealed class Reader : IObjectReader
    {
        private readonly Dictionary<GroupResource, (CollectionCache Cache, CollectionSnapshot Snapshot)> _known = [];
        private readonly List<(CollectionCache Cache, StoredObject Found)> _seen = [];

        public GroupResource? Missed { get; private set; }

        public void Add(GroupResource collection, CollectionCache cache, CollectionSnapshot snapshot)
        {
            _known[collection] = (cache, snapshot);
            _seen.Clear();
            Missed = null;
        }

        // An object on its way out keeps its tokens for a minute only, which nobody watches here: such a verdict is not remembered.
        public bool Holds() => _seen.TrueForAll(
            s => ReferenceEquals(s.Cache.Latest.Find(s.Found.Key), s.Found) && s.Found.Field("metadata.deletionTimestamp") is null);

        public StoredObject? Find(GroupResource collection, string ns, string name)
        {
            if (!_known.TryGetValue(collection, out var known))
            {
                Missed ??= collection;
                return null;
            }

            if (known.Snapshot.Find(StoredObject.KeyOf(ns, name)) is not { } found)
            {
                return null;
            }

            _seen.Add((known.Cache, found));
            return found;
        }

        public IReadOnlyList<StoredObject> List(GroupResource collection, string ns) => [];
    }
}
