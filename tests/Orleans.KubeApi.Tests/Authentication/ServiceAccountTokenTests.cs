using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Authentication.Tokens;
using Orleans.KubeApi.Tests.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Authentication;

public sealed class ServiceAccountTokenTests
{
    private const string Issuer = "https://issuer.example";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TokenKey Key = TokenKey.Generate();
    private static readonly TokenSettings Settings = new(Issuer, [Issuer], Key, [Key]);

    private static readonly KnownObjects World = new(
        (new("", "serviceaccounts"), "ns/a", """{"metadata":{"name":"a","uid":"u1"}}"""),
        (new("", "serviceaccounts"), "ns/left", """{"metadata":{"name":"left","uid":"u5","deletionTimestamp":"2026-01-02T03:03:00Z"}}"""),
        (new("", "pods"), "ns/p", """{"metadata":{"name":"p","uid":"u2"}}"""),
        (new("", "pods"), "ns/gone", """{"metadata":{"name":"gone","uid":"u3","deletionTimestamp":"2026-01-02T03:03:00Z"}}"""),
        (new("", "pods"), "ns/going", """{"metadata":{"name":"going","uid":"u4","deletionTimestamp":"2026-01-02T03:03:30Z"}}"""));

    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public void Judge_BoundToken_IsTheAccountWithItsPod()
    {
        var verdict = Judge(Claims() with { Pod = new BoundObject("p", "u2"), Node = new BoundObject("n", "") });

        Assert.Equal("system:serviceaccount:ns:a", verdict.User!.Name);
        Assert.Equal("u1", verdict.User.Uid);
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"], verdict.User.Groups);
        Assert.Equal(["p"], verdict.User.Extra["authentication.kubernetes.io/pod-name"]);
        Assert.Equal(["JTI=id"], verdict.User.Extra["authentication.kubernetes.io/credential-id"]);
        Assert.Equal([Issuer], verdict.Audiences);
    }

    [Theory]
    [InlineData("a", "u9", "", "", "service account UID (u1) does not match claim (u9)")]
    [InlineData("b", "u1", "", "", "serviceaccounts \"b\" not found")]
    [InlineData("left", "u5", "", "", "service account ns/left has been deleted")]
    [InlineData("a", "u1", "p", "u9", "pod UID (u2) does not match service account pod ref claim (u9)")]
    [InlineData("a", "u1", "none", "u9", "service account token has been invalidated")]
    [InlineData("a", "u1", "gone", "u3", "service account token has been invalidated")]
    [InlineData("a", "u1", "going", "u4", "")]
    public void Judge_WhatItIsBoundTo_MustStillBeThere(string account, string uid, string pod, string podUid, string problem)
    {
        var claims = Claims() with
        {
            AccountName = account,
            AccountUid = uid,
            Pod = pod.Length == 0 ? null : new BoundObject(pod, podUid),
        };

        var verdict = Judge(claims);

        Assert.Equal((problem, problem.Length == 0), (verdict.Problem, verdict.User is not null));
    }

    [Fact]
    public void Judge_OtherAudience_IsRefusedWithTheOriginalsWords()
    {
        var verdict = Judge(Claims() with { Audiences = ["vault"] });

        Assert.Null(verdict.User);
        Assert.Equal("token audiences [\"vault\"] is invalid for the target audiences [\"https://issuer.example\"]", verdict.Problem);
    }

    [Fact]
    public void Judge_AfterItsTime_IsRefused()
    {
        var token = TokenText.Write(Claims(), Settings);
        _time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("service account token has expired", Judge(token)!.Problem);
    }

    [Fact]
    public void Judge_SignedByAnotherKeyOrChanged_IsRefused()
    {
        var stranger = TokenKey.Generate();
        var foreign = TokenText.Write(Claims(), Settings with { Signing = stranger });
        var own = TokenText.Write(Claims(), Settings);
        var parts = own.Split('.');
        var other = TokenText.Write(Claims() with { AccountName = "b" }, Settings).Split('.');

        Assert.Null(Judge(foreign));
        Assert.Null(Judge($"{parts[0]}.{other[1]}.{parts[2]}"));
        Assert.NotNull(Judge(own)!.User);
    }

    [Fact]
    public void Parse_OwnPem_IsTheSameKey()
    {
        var again = TokenKey.Parse(Key.ToPem());

        Assert.Equal((Key.Id, "RS256"), (again.Id, again.Algorithm));
    }

    [Fact]
    public void Parse_EllipticKey_SignsWithItsOwnAlgorithm()
    {
        using var made = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var key = TokenKey.Parse(made.ExportPkcs8PrivateKeyPem());
        var settings = new TokenSettings(Issuer, [Issuer], key, [key]);

        Assert.Equal("ES256", key.Algorithm);
        var authenticator = new ServiceAccountAuthenticator(settings, _time);
        Assert.NotNull(Read(authenticator, TokenText.Write(Claims(), settings)));
    }

    private TokenVerdict Judge(TokenClaims claims) => Judge(TokenText.Write(claims, Settings))!;

    // Null: not one of our tokens.
    private TokenVerdict? Judge(string token)
    {
        var authenticator = new ServiceAccountAuthenticator(Settings, _time);
        return Read(authenticator, token) is { } claims
            ? authenticator.Judge(token, claims, [Issuer], World) : null;
    }

    private static TokenClaims? Read(ServiceAccountAuthenticator authenticator, string token) =>
        authenticator.ReadAsync(token).AsTask().GetAwaiter().GetResult();

    private static TokenClaims Claims() => new()
    {
        Namespace = "ns",
        AccountName = "a",
        AccountUid = "u1",
        Audiences = [Issuer],
        IssuedAt = Now,
        Expires = Now.AddMinutes(10),
        Id = "id",
    };
}
