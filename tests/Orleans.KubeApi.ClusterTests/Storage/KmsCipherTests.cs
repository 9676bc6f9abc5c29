using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;
using Orleans.KubeApi.Storage.Encryption.Kms;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>KMS v2 against a real plug-in over gRPC; only the clock is the test's.</summary>
public sealed class KmsCipherTests : IAsyncLifetime
{
    private static readonly RowAddress Row = new(new CollectionId("root", "", "secrets"), "ns/a", 7);
    private static readonly byte[] Body = "{\"kind\":\"Secret\",\"data\":\"marker\"}"u8.ToArray();
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<KmsCipher> _ciphers = [];
    private KmsServer _kms = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _kms = new KmsServer(_folder.File("kms.sock"));
        await _kms.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cipher in _ciphers)
        {
            await cipher.DisposeAsync();
        }

        await _kms.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task SealAsync_ManyRows_AskTheKmsOnceAndHideTheBody()
    {
        var cipher = Create();
        var rows = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; i < 50; i++)
        {
            rows.Add(await cipher.SealAsync(Row with { Revision = i }, Body, Token));
        }

        Assert.Equal(1, _kms.Calls);
        Assert.True(cipher.IsHealthy);
        for (var i = 0; i < 50; i++)
        {
            Assert.StartsWith("k8s:enc:kms:v2:vault:", Encoding.Latin1.GetString(rows[i].Span));
            Assert.True(rows[i].Span.IndexOf("marker"u8) < 0);
            var opened = await cipher.OpenAsync(Row with { Revision = i }, rows[i], Token);
            Assert.Equal((Encoding.UTF8.GetString(Body), false), (Encoding.UTF8.GetString(opened.Body.Span), opened.Stale));
        }

        Assert.Equal(1, _kms.Calls);
    }

    [Fact]
    public async Task OpenAsync_SeedOfAnotherSilo_AsksTheKmsOnce()
    {
        var written = await Create().SealAsync(Row, Body, Token);
        var reader = Create();
        await reader.ProbeAsync(Token);
        var before = _kms.Calls;

        await reader.OpenAsync(Row, written, Token);
        await reader.OpenAsync(Row, written, Token);

        Assert.Equal(before + 1, _kms.Calls);
        await Assert.ThrowsAsync<RowCipherException>(async () => await reader.OpenAsync(Row with { Key = "ns/b" }, written, Token));
    }

    [Fact]
    public async Task S36_KeyIdChanges_NewRowsUseItOldRowsAreReadAndStale()
    {
        var cipher = Create();
        var old = await cipher.SealAsync(Row, Body, Token);

        _kms.KeyId = "kek-2";
        _time.Advance(TimeSpan.FromMinutes(1));
        await cipher.ProbeAsync(Token);

        Assert.True((await cipher.OpenAsync(Row, old, Token)).Stale);
        var renewed = await cipher.SealAsync(Row, Body, Token);
        Assert.False((await cipher.OpenAsync(Row, renewed, Token)).Stale);
        Assert.True(renewed.Span.IndexOf("kek-2"u8) > 0);
    }

    [Fact]
    public async Task S37_KmsStops_KnownSeedWritesForThreeMinutesThenRefusesAndReadsGoOn()
    {
        var cipher = Create();
        var written = await cipher.SealAsync(Row, Body, Token);
        await _kms.StopAsync();

        _time.Advance(TimeSpan.FromMinutes(2));
        await cipher.SealAsync(Row, Body, Token);
        _time.Advance(TimeSpan.FromMinutes(2));
        var refused = await Assert.ThrowsAsync<RowCipherException>(async () => await cipher.SealAsync(Row, Body, Token));

        Assert.Contains("KMS provider vault", refused.Message);
        Assert.False(cipher.IsHealthy);
        Assert.Equal(Body, (await cipher.OpenAsync(Row, written, Token)).Body.ToArray());

        await _kms.StartAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        await cipher.SealAsync(Row, Body, Token);
        Assert.True(cipher.IsHealthy);
    }

    [Theory]
    [InlineData("unwell", null, "got unexpected healthz status: unwell")]
    [InlineData("ok", "the HSM is on fire", "the HSM is on fire")]
    public async Task S37_KmsIll_NothingIsWritten(string health, string? failure, string reason)
    {
        (_kms.Health, _kms.Failure) = (health, failure);
        var cipher = Create();

        var refused = await Assert.ThrowsAsync<RowCipherException>(async () => await cipher.SealAsync(Row, Body, Token));

        Assert.Contains(reason, refused.Message);
        Assert.False(cipher.IsHealthy);
    }

    [Fact]
    public async Task S37_Commit_KmsDown_NothingReachesTheStore()
    {
        await _kms.StopAsync();
        var cipher = Create();
        var plan = EncryptionPlan.Build(
            new EncryptionSettings([new ResourceEncryption(["secrets"], [new ProviderSettings("kms", [], cipher.Settings)])]), _ => cipher);
        await using var store = new ProtectedRevisionStore(
            SqliteRevisionStore.Open(_folder.File("store"), TimeProvider.System, NullLogger.Instance), () => plan);
        await store.MigrateAsync(Token);
        var opened = await store.OpenAsync(Row.Collection, "silo-1", Token);
        var batch = new CommitBatch(1, 2, [new CommitRow(Row.Key, 2, 0, PreviousInBatch: false, Deleted: false, Body)]);

        await Assert.ThrowsAsync<SealingException>(async () => await store.CommitAsync(opened, batch, Token));
        Assert.Empty(await store.ReadVersionsAsync(Row.Collection, 0, 10, Token));

        await _kms.StartAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(opened, batch, Token));
        Assert.Equal(Body, (await store.GetAsync(Row.Collection, Row.Key, Token))!.Body.ToArray());
    }

    private KmsCipher Create()
    {
        var settings = new KmsSettings("vault", _folder.File("kms.sock"), TimeSpan.FromSeconds(5));
        _ciphers.Add(new KmsCipher(settings, _time, NullLogger.Instance));
        return _ciphers[^1];
    }
}
