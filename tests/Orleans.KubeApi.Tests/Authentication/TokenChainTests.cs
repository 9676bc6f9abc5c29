using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Tokens;
using Xunit;

namespace Orleans.KubeApi.Tests.Authentication;

public sealed class TokenChainTests : ITokenAuthenticator
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TokenChain _chain;
    private int _asked;
    private bool _holds = true;

    public TokenChainTests() => _chain = new TokenChain([("static", new UserInfo("s", "", []))], [this], ["api"], _time);

    ValueTask<TokenVerdict> ITokenAuthenticator.JudgeAsync(
        string token, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        _asked++;
        return ValueTask.FromResult(token == "good"
            ? TokenVerdict.OfServer(new UserInfo("g", "", []), wanted, ["api"]) with { Holds = () => _holds }
            : TokenVerdict.Refused("no"));
    }

    [Fact]
    public async Task Judge_KnownToken_IsRememberedForTenSeconds()
    {
        Assert.Null(_chain.Known("good"));
        Assert.Equal("g", (await JudgeAsync("good")).User!.Name);
        Assert.Equal("g", _chain.Known("good")!.Name);
        await JudgeAsync("good");
        Assert.Equal(1, _asked);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(_chain.Known("good"));
        await JudgeAsync("good");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Judge_VerdictThatNoLongerHolds_IsAskedAgain()
    {
        await JudgeAsync("good");
        _holds = false;

        Assert.Null(_chain.Known("good"));
    }

    [Fact]
    public async Task Judge_UnknownToken_IsNotRemembered()
    {
        Assert.Equal("no", (await JudgeAsync("bad")).Problem);
        await JudgeAsync("bad");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Judge_OtherAudience_IsNoServerToken()
    {
        Assert.Null((await _chain.JudgeAsync("static", ["vault"], TestContext.Current.CancellationToken)).User);
        Assert.Null((await _chain.JudgeAsync("good", ["vault"], TestContext.Current.CancellationToken)).User);
        Assert.Equal(
            ["api"], (await _chain.JudgeAsync("static", ["vault", "api"], TestContext.Current.CancellationToken)).Audiences);
    }

    [Fact]
    public async Task S31_TokenBeyondTheLimit_IsRefusedWithoutWork()
    {
        var huge = new string('a', 1024 * 1024);

        Assert.Null(_chain.Known(huge));
        Assert.Null((await JudgeAsync(huge)).User);
        Assert.Equal(0, _asked);
    }

    [Fact]
    public void Cache_MoreThanItsLimit_ForgetsTheOldest()
    {
        var cache = new TokenCache(TimeSpan.FromSeconds(10), 100, _time);
        var verdict = new TokenVerdict(new UserInfo("g", "", []), [], "");
        for (var i = 0; i < 1000; i++)
        {
            cache.Add(TokenDigest.Of($"t{i}"), verdict);
        }

        var kept = Enumerable.Range(0, 1000).Count(i => cache.Find(TokenDigest.Of($"t{i}")) is not null);
        Assert.InRange(kept, 1, 200);
        Assert.NotNull(cache.Find(TokenDigest.Of("t999")));
    }

    // Timing: nothing that depends on the token's text may decide when a comparison ends. A digest with a secret prefix of this process
    // tells
    // an attacker nothing about how much of a guess was right, whatever the lookup does with it; so it is enough that tokens are nowhere
    // kept
    // or compared as texts. (A statistical test on a shared machine would measure the machine.)
    [Theory]
    [InlineData(typeof(TokenChain))]
    [InlineData(typeof(TokenCache))]
    public void S30_Tokens_AreOnlyKeptAndComparedAsDigests(Type keeper)
    {
        var kept = keeper.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(f => f.FieldType).Where(t => t.IsGenericType && t.GetGenericArguments().Length == 2).ToList();

        Assert.NotEmpty(kept);
        Assert.All(kept, t => Assert.Equal(typeof(TokenDigest), t.GetGenericArguments()[0]));
    }

    [Fact]
    public void S30_Digest_OfAnotherProcess_IsAnotherOne()
    {
        var prefix = typeof(TokenDigest).GetField("Prefix", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null);

        Assert.Equal(32, Assert.IsType<byte[]>(prefix).Length);
        Assert.NotEqual(new byte[32], prefix);
        Assert.NotEqual(TokenDigest.Of("xaaaaaaa"), TokenDigest.Of("aaaaaaaa"));
        Assert.NotEqual(TokenDigest.Of("aaaaaaax"), TokenDigest.Of("aaaaaaaa"));
    }

    private ValueTask<TokenVerdict> JudgeAsync(string token) =>
        _chain.JudgeAsync(token, wanted: null, TestContext.Current.CancellationToken);
}
