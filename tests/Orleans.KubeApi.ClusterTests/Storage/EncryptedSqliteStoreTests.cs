using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;
using Orleans.KubeApi.Tests.Contracts;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>Encryption keeps every promise of the store: the shared suite on an encrypted SQLite.</summary>
public sealed class EncryptedSqliteStoreTests : SqliteStoreContract
{
    private static readonly EncryptionPlan Plan = EncryptionPlan.Build(
        new EncryptionSettings(
            [new ResourceEncryption(["*.*"], [new ProviderSettings("secretbox", [new NamedKey("key1", new byte[32])])])]),
        _ => throw new InvalidOperationException());

    [Fact]
    public async Task ReadVersionsAsync_EveryVersion_IsStoredEncrypted()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"), ("n/a", "2"), ("n/b", "1"), ("n/b", null));

        var versions = await Store.ReadVersionsAsync(Pods, 0, 100, Token);

        Assert.Equal([2L, 3, 4, 5], versions.Select(v => v.Revision));
        Assert.All(versions, v => Assert.StartsWith("k8s:enc:secretbox:v1:key1:", Text(v.Body)));
    }

    [Fact]
    public async Task ReadRangeAsync_WithoutTheKey_MarksTheRowsAndThrowsForOneOrForHistory()
    {
        var owner = await CollectionOwner.OpenAsync(Store, Pods);
        await owner.CommitAsync(("n/a", "1"));
        var bare = new ProtectedRevisionStore(((ProtectedRevisionStore)Store).Inner, () => EncryptionPlan.None);

        var row = Assert.Single((await bare.ReadRangeAsync(Pods, new RangeQuery("", null, 10), Token)).Rows);

        Assert.Equal(0, row.Body.Length);
        Assert.StartsWith("unable to transform key \"/registry/pods/n/a\": ", row.Unreadable);
        await Assert.ThrowsAsync<UnreadableRowException>(async () => await bare.GetAsync(Pods, "n/a", Token));
        await Assert.ThrowsAsync<UnreadableRowException>(async () => await bare.ReadEventsAsync(Pods, 1, 2, 10, Token));
    }

    private protected override IRevisionStore Protect(SqliteRevisionStore store) => new ProtectedRevisionStore(store, () => Plan);
}
