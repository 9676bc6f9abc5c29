using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Authentication.Jwt;
using Orleans.KubeApi.Authentication.Tokens;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Authentication.Jwt;

public sealed class JwtTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);
    private TestIssuer _issuer = null!;
    private JwtAuthenticator _authenticator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync(Cancellation);
        _authenticator = new JwtAuthenticator(Rules(), ["api"], _time);
    }

    public async ValueTask DisposeAsync()
    {
        _authenticator.Dispose();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Judge_GenuineToken_IsTheUserByTheMappings()
    {
        var user = (await JudgeAsync(_issuer.Sign(Payload()))).User!;

        Assert.Equal(("x:jane", "42"), (user.Name, user.Uid));
        Assert.Equal(["g:dev", "g:ops", "system:authenticated"], user.Groups);
        Assert.Equal(["JTI=id-1"], user.Extra["authentication.kubernetes.io/credential-id"]);
    }

    [Fact]
    public async Task Judge_OneGroupAndListOfAudiences_AreUnderstood()
    {
        var payload = Payload();
        payload.Set("roles", "dev");
        payload.Set("aud", new ArrayNode(["other", "client"]));

        Assert.Equal(["g:dev", "system:authenticated"], (await JudgeAsync(_issuer.Sign(payload))).User!.Groups);
    }

    [Fact]
    public async Task Judge_KeyAfterRotation_IsFetchedOnceInAWhile()
    {
        Assert.NotNull((await JudgeAsync(_issuer.Sign(Payload()))).User);
        _issuer.Rotate();
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.NotNull((await JudgeAsync(_issuer.Sign(Payload()))).User);
        Assert.Equal(4, _issuer.Visits);
    }

    [Theory]
    [InlineData("iss", "https://other.example")]
    [InlineData("aud", "other")]
    [InlineData("exp", -1L)]
    [InlineData("exp", null)]
    [InlineData("exp", "soon")]
    [InlineData("nbf", 301L)]
    [InlineData("hd", "other.example")]
    [InlineData("hd", null)]
    [InlineData("sub", null)]
    [InlineData("sub", "")]
    [InlineData("sub", 5L)]
    [InlineData("roles", 5L)]
    [InlineData("id", null)]
    public async Task S31_JwtWithWrongClaim_IsRefused(string claim, object? value)
    {
        var payload = Payload();
        payload.Remove(claim);
        switch (value)
        {
            case string text:
                payload.Set(claim, text);
                break;
            case long number:
                payload.Set(claim, claim is "exp" or "nbf" ? Now.ToUnixTimeSeconds() + number : number);
                break;
        }

        Assert.Null((await JudgeAsync(_issuer.Sign(payload))).User);
    }

    [Fact]
    public async Task S31_JwtWithAlgNone_IsRefused()
    {
        var token = _issuer.Sign(Payload(), "none");

        Assert.Null((await JudgeAsync(token)).User);
        Assert.Null((await JudgeAsync(token.Replace("none", "None", StringComparison.Ordinal))).User);
    }

    [Fact]
    public async Task S31_JwtSignedWithThePublicKeyAsSecret_IsRefused()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(_issuer.Key.ToPem());
        string[] secrets = [rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportRSAPublicKeyPem(), _issuer.Key.ToWebKey().ToString()];
        foreach (var secret in secrets)
        {
            Assert.Null((await JudgeAsync(_issuer.Sign(Payload(), "HS256", secret))).User);
        }
    }

    [Theory]
    [InlineData("kid", "../../../../dev/null")]
    [InlineData("kid", "' OR 1=1 --")]
    [InlineData("jku", "https://127.0.0.1:1/keys")]
    [InlineData("x5u", "https://127.0.0.1:1/keys")]
    public async Task S31_JwtHeaderThatPointsElsewhere_NeitherHelpsNorMakesACall(string name, string value)
    {
        Assert.NotNull((await JudgeAsync(_issuer.Sign(Payload()))).User);
        var visits = _issuer.Visits;
        var header = new ObjectNode { { "alg", "RS256" }, { "kid", "unknown" } };
        header.Set(name, name is "kid" ? value : _issuer.Url + "/elsewhere");

        Assert.Null((await JudgeAsync(_issuer.Sign(Payload(), header: header))).User);
        Assert.Equal(visits, _issuer.Visits);
    }

    [Fact]
    public async Task S31_JwtOfAnotherIssuer_MakesNoCallAtAll()
    {
        var payload = Payload();
        payload.Set("iss", "https://evil.example");

        Assert.Equal(TokenVerdict.Unknown, await JudgeAsync(_issuer.Sign(payload)));
        Assert.Equal(0, _issuer.Visits);
    }

    [Theory]
    [InlineData("a.b.c.d.e")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiemlwIjoiREVGIn0..AAAA.AAAA.AAAA")]
    [InlineData("e30.e30.e30")]
    [InlineData("W10.W10.W10")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjV9.AA")]
    public async Task S31_TextThatIsNoSignedJwt_IsUnknown(string token)
    {
        Assert.Equal(TokenVerdict.Unknown, await JudgeAsync(token));
        Assert.Equal(0, _issuer.Visits);
    }

    [Fact]
    public async Task S31_JwtWithForeignSignature_IsRefused()
    {
        var token = _issuer.Sign(Payload());
        var other = Payload();
        other.Set("sub", "root");
        var forged = _issuer.Sign(other).Split('.');
        var parts = token.Split('.');

        Assert.Null((await JudgeAsync($"{parts[0]}.{forged[1]}.{parts[2]}")).User);
        Assert.Null((await JudgeAsync($"{parts[0]}.{parts[1]}.")).User);
    }

    [Fact]
    public async Task Judge_DocumentOfAnotherIssuer_IsNotBelieved()
    {
        _issuer.Claims = "https://other.example";

        Assert.Null((await JudgeAsync(_issuer.Sign(Payload()))).User);
    }

    [Fact]
    public async Task Judge_ServerOfAnotherAuthority_IsNotBelieved()
    {
        using var strict = new JwtAuthenticator(Rules() with { CertificateAuthority = "" }, ["api"], _time);

        var verdict = await strict.JudgeAsync(_issuer.Sign(Payload()), ["api"], Cancellation);

        Assert.Equal((null, "oidc: authenticator not initialized"), (verdict.User, verdict.Problem));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Judge_Email_MustNotBeUnverified(bool? verified, bool fine)
    {
        using var mail = new JwtAuthenticator(Rules() with { UsernameClaim = "email" }, ["api"], _time);
        var payload = Payload();
        payload.Set("email", "jane@example.com");
        if (verified is { } known)
        {
            payload.Set("email_verified", known);
        }

        Assert.Equal(fine, (await mail.JudgeAsync(_issuer.Sign(payload), ["api"], Cancellation)).User is not null);
    }

    private JwtIssuerRules Rules() => new()
    {
        Url = _issuer.Url,
        CertificateAuthority = _issuer.Authority,
        Audiences = ["client"],
        UsernameClaim = "sub",
        UsernamePrefix = "x:",
        GroupsClaim = "roles",
        GroupsPrefix = "g:",
        UidClaim = "id",
        Required = [new("hd", "example.com")],
    };

    private ObjectNode Payload() => new()
    {
        { "iss", _issuer.Url },
        { "aud", "client" },
        { "exp", Now.ToUnixTimeSeconds() + 600 },
        { "sub", "jane" },
        { "id", "42" },
        { "hd", "example.com" },
        { "jti", "id-1" },
        { "roles", new ArrayNode(["dev", "ops"]) },
    };

    private ValueTask<TokenVerdict> JudgeAsync(string token) => _authenticator.JudgeAsync(token, ["api"], Cancellation);
}
