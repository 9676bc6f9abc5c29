using System.Text;
using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;
using Xunit;

namespace Orleans.KubeApi.Tests.Storage;

/// <summary>What each provider promises of the bytes that lie in the store.</summary>
public sealed class RowCipherTests
{
    private const string Marker = "{\"kind\":\"Secret\",\"data\":{\"marker\":\"bWFya2Vy\"}}";
    private static readonly CollectionId Secrets = new("root", "", "secrets");
    private static readonly RowAddress Row = new(Secrets, "ns/a", 7);

    public static TheoryData<string> Providers => ["aescbc", "aesgcm", "secretbox"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task SealAsync_Body_IsHiddenBehindTheOriginalsPrefixAndComesBack(string kind)
    {
        var ciphers = List((kind, "key1", 1));

        var stored = await ciphers.SealAsync(Row, Utf8(Marker), Token);

        Assert.StartsWith($"k8s:enc:{kind}:v1:key1:", Encoding.Latin1.GetString(stored.Span));
        Assert.True(stored.Span.IndexOf("marker"u8) < 0 && stored.Span.IndexOf("bWFya2Vy"u8) < 0);
        Assert.Equal((Marker, false), await OpenAsync(ciphers, Row, stored));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task S36_OpenAsync_BodyOfAnotherRow_IsRefusedAndNamesTheRow(string kind)
    {
        var ciphers = List((kind, "key1", 1));
        var stored = await ciphers.SealAsync(Row, Utf8(Marker), Token);

        foreach (var other in new[]
        {
            Row with { Key = "ns/b" }, Row with { Collection = Secrets with { Resource = "configmaps" } },
            Row with { Collection = Secrets with { Cluster = "other" } },
        })
        {
            var refused = await Assert.ThrowsAsync<UnreadableRowException>(async () => await ciphers.OpenAsync(other, stored, Token));
            Assert.StartsWith($"unable to transform key \"{other.Path}\": ", refused.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task S36_OpenAsync_OldVersionInThePlaceOfANewOne_IsRefused(string kind)
    {
        var ciphers = List((kind, "key1", 1));
        var stored = await ciphers.SealAsync(Row, Utf8(Marker), Token);

        await Assert.ThrowsAsync<UnreadableRowException>(async () => await ciphers.OpenAsync(Row with { Revision = 8 }, stored, Token));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task S36_OpenAsync_AnyChangedByte_IsRefused(string kind)
    {
        var ciphers = List((kind, "key1", 1));
        var stored = (await ciphers.SealAsync(Row, Utf8(Marker), Token)).ToArray();

        for (var i = 0; i < stored.Length; i++)
        {
            var changed = (byte[])stored.Clone();
            changed[i] ^= 1;
            await Assert.ThrowsAsync<UnreadableRowException>(async () => await ciphers.OpenAsync(Row, changed, Token));
            await Assert.ThrowsAsync<UnreadableRowException>(async () => await ciphers.OpenAsync(Row, stored.AsMemory(0, i), Token));
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task S36_SealAsync_SameBodyTwice_SharesNoNonce(string kind)
    {
        var ciphers = List((kind, "key1", 1));
        var prefix = $"k8s:enc:{kind}:v1:key1:".Length;

        var first = await ciphers.SealAsync(Row, Utf8(Marker), Token);
        var second = await ciphers.SealAsync(Row, Utf8(Marker), Token);

        Assert.False(first.Span.Slice(prefix, 12).SequenceEqual(second.Span.Slice(prefix, 12)));
        Assert.False(first.Span[^32..].SequenceEqual(second.Span[^32..]));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task S36_OpenAsync_AfterRotation_ReadsOldRowsAsStaleAndWritesWithTheFirstKey(string kind)
    {
        var before = await List((kind, "key1", 1)).SealAsync(Row, Utf8(Marker), Token);
        var rotated = List((kind, "key2", 2), (kind, "key1", 1));

        Assert.Equal((Marker, true), await OpenAsync(rotated, Row, before));
        Assert.StartsWith($"k8s:enc:{kind}:v1:key2:", Encoding.Latin1.GetString((await rotated.SealAsync(Row, Utf8(Marker), Token)).Span));
    }

    [Theory]
    [InlineData("aescbc", "no matching key was found for the provided AES transformer")]
    [InlineData("aesgcm", "no matching key was found for the provided AES transformer")]
    [InlineData("secretbox", "no matching key was found for the provided Secretbox transformer")]
    public async Task S36_OpenAsync_UnknownKey_SaysSoAsTheOriginal(string kind, string reason)
    {
        var stored = await List((kind, "key1", 1)).SealAsync(Row, Utf8(Marker), Token);

        var refused = await Assert.ThrowsAsync<UnreadableRowException>(
            async () => await List((kind, "key2", 2)).OpenAsync(Row, stored, Token));

        Assert.Equal($"unable to transform key \"/registry/secrets/ns/a\": {reason}", refused.Message);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task OpenAsync_EqualNamesOfKeys_EachIsTried(string kind)
    {
        var stored = await List((kind, "key1", 1)).SealAsync(Row, Utf8(Marker), Token);

        Assert.Equal((Marker, true), await OpenAsync(List((kind, "key1", 2), (kind, "key1", 1)), Row, stored));
    }

    [Fact]
    public async Task OpenAsync_PlainBody_NeedsIdentityAmongTheProviders()
    {
        Assert.Equal((Marker, true), await OpenAsync(List(("aescbc", "key1", 1), ("identity", "", 0)), Row, Utf8(Marker)));
        var refused = await Assert.ThrowsAsync<UnreadableRowException>(
            async () => await List(("aescbc", "key1", 1)).OpenAsync(Row, Utf8(Marker), Token));
        Assert.EndsWith("no matching prefix found", refused.Message);
    }

    [Fact]
    public async Task OpenAsync_IdentityFirst_StillDecryptsWhatIsEncrypted()
    {
        var stored = await List(("aesgcm", "key1", 1)).SealAsync(Row, Utf8(Marker), Token);
        var away = List(("identity", "", 0), ("aesgcm", "key1", 1));

        Assert.Equal((Marker, true), await OpenAsync(away, Row, stored));
        Assert.Equal((Marker, false), await OpenAsync(away, Row, Utf8(Marker)));
        Assert.Equal(Marker, Encoding.UTF8.GetString((await away.SealAsync(Row, Utf8(Marker), Token)).Span));
    }

    [Theory]
    [InlineData("aescbc", 16)]
    [InlineData("aescbc", 24)]
    [InlineData("aesgcm", 16)]
    [InlineData("aesgcm", 24)]
    public async Task SealAsync_ShorterAesKeys_Work(string kind, int length)
    {
        var ciphers = List(new ProviderSettings(kind, [new NamedKey("k", new byte[length])]));

        Assert.Equal((Marker, false), await OpenAsync(ciphers, Row, await ciphers.SealAsync(Row, Utf8(Marker), Token)));
    }

    private static CipherList List(params (string Kind, string Name, byte Seed)[] providers) => List([.. providers.Select(p =>
        new ProviderSettings(p.Kind, p.Name.Length == 0 ? [] : [new NamedKey(p.Name, [.. Enumerable.Repeat(p.Seed, 32)])]))]);

    private static CipherList List(params ProviderSettings[] providers) => EncryptionPlan
        .Build(new EncryptionSettings([new ResourceEncryption(["secrets"], providers)]), _ => throw new InvalidOperationException())
        .For(Secrets)!;

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<(string Body, bool Stale)> OpenAsync(CipherList ciphers, RowAddress row, ReadOnlyMemory<byte> stored)
    {
        var opened = await ciphers.OpenAsync(row, stored, Token);
        return (Encoding.UTF8.GetString(opened.Body.Span), opened.Stale);
    }
}
