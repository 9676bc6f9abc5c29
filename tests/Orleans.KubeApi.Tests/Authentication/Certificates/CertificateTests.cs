using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Authentication.Tokens;
using Xunit;

namespace Orleans.KubeApi.Tests.Authentication.Certificates;

public sealed class CertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);
    private readonly TestAuthority _clients = new("clients", Now);
    private readonly TestAuthority _proxies = new("proxies", Now);
    private readonly TestAuthority _strangers = new("clients", Now);
    private readonly Dictionary<string, StringValues> _headers = new(StringComparer.OrdinalIgnoreCase);

    public void Dispose()
    {
        _clients.Dispose();
        _proxies.Dispose();
        _strangers.Dispose();
    }

    [Fact]
    public void Certificate_Subject_IsUserGroupsUidAndCredential()
    {
        using var certificate = _clients.Issue("CN=jane, O=dev, O=ops", uids: ["u-1"]);

        var user = Judge(Create(), certificate).User!;

        Assert.Equal(("jane", "u-1"), (user.Name, user.Uid));
        Assert.Equal(["dev", "ops", "system:authenticated"], user.Groups.Order());
        Assert.Equal(
            [$"X509SHA256={Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))}"],
            user.Extra["authentication.kubernetes.io/credential-id"]);
    }

    [Fact]
    public void Certificate_SameConnection_IsReadOnce()
    {
        using var certificate = _clients.Issue("CN=jane");
        var authenticator = Create();

        Assert.Same(Judge(authenticator, certificate).User, Judge(authenticator, certificate).User);
    }

    [Fact]
    public void Certificate_WithoutCommonName_IsNobody()
    {
        using var certificate = _clients.Issue("O=dev");

        var outcome = Judge(Create(), certificate);

        Assert.Equal((null, false), (outcome.User, outcome.Invalid));
    }

    [Fact]
    public void Certificate_TwoUids_IsRefused()
    {
        using var certificate = _clients.Issue("CN=jane", uids: ["a", "b"]);

        Assert.True(Judge(Create(), certificate).Invalid);
    }

    [Fact]
    public void S33_CertificateOfAnotherAuthority_IsRefused()
    {
        using var certificate = _strangers.Issue("CN=jane, O=system:masters");

        Assert.True(Judge(Create(), certificate).Invalid);
    }

    [Theory]
    [InlineData(-10, -1)]
    [InlineData(1, 10)]
    public void S33_CertificateOutOfItsTime_IsRefused(int from, int to)
    {
        using var certificate = _clients.Issue("CN=jane", fromDays: from, toDays: to);

        Assert.True(Judge(Create(), certificate).Invalid);
    }

    [Fact]
    public void S33_CertificateThatEndsWhileConnected_IsRefusedFromThenOn()
    {
        using var certificate = _clients.Issue("CN=jane", toDays: 1);
        var authenticator = Create();
        Assert.NotNull(Judge(authenticator, certificate).User);

        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));

        Assert.True(Judge(authenticator, certificate).Invalid);
    }

    [Fact]
    public void S33_CertificateForServers_IsRefused()
    {
        using var certificate = _clients.Issue("CN=jane", TestAuthority.ServerUsage);

        Assert.True(Judge(Create(), certificate).Invalid);
    }

    [Fact]
    public void S33_AuthorityTakenAway_EndsItsCertificatesOnOpenConnections()
    {
        using var certificate = _clients.Issue("CN=jane");
        var authenticator = Create();
        Assert.NotNull(Judge(authenticator, certificate).User);

        authenticator.Trust = new CertificateTrust([_strangers.Certificate], [_proxies.Certificate], _time);

        Assert.True(Judge(authenticator, certificate).Invalid);
    }

    [Fact]
    public void Certificate_WithWrongToken_Wins()
    {
        using var certificate = _clients.Issue("CN=jane");

        Assert.Equal("jane", Judge(Create(), certificate, "Bearer nope").User!.Name);
    }

    [Fact]
    public void Certificate_WrongWithRightToken_IsTheTokensUser()
    {
        using var certificate = _strangers.Issue("CN=jane");

        Assert.Equal("alice", Judge(Create(), certificate, "Bearer t1").User!.Name);
    }

    [Fact]
    public void FrontProxy_WithItsCertificate_SpeaksForOthers()
    {
        using var proxy = _proxies.Issue("CN=front");
        _headers["X-Remote-User"] = new(["", "ignored"]);
        _headers["X-Other-User"] = "jane";
        _headers["X-Remote-Uid"] = "u-1";
        _headers["X-Remote-Group"] = new(["dev", "", "ops"]);
        _headers["x-remote-extra-Example.com%2fTeam"] = new(["a", "b"]);

        var user = Judge(Create("front"), proxy).User!;

        Assert.Equal(("jane", "u-1"), (user.Name, user.Uid));
        Assert.Equal(["dev", "ops", "system:authenticated"], user.Groups);
        Assert.Equal(["a", "b"], user.Extra["example.com/team"]);
    }

    [Fact]
    public void FrontProxy_SaysAnonymous_IsInNoGroupOfKnownUsers()
    {
        using var proxy = _proxies.Issue("CN=front");
        _headers["X-Remote-User"] = "system:anonymous";
        _headers["X-Remote-Group"] = "system:unauthenticated";

        Assert.Equal(["system:unauthenticated"], Judge(Create(), proxy).User!.Groups);
    }

    [Fact]
    public void S8_RemoteHeadersWithoutProxyCertificate_AreIgnored()
    {
        using var client = _clients.Issue("CN=jane");
        _headers["X-Remote-User"] = "root";
        _headers["X-Remote-Group"] = "system:masters";

        var user = Judge(Create(), client).User!;

        Assert.Equal(("jane", false), (user.Name, user.IsMaster));
        Assert.Null(Judge(Create(), certificate: null).User);
        Assert.Equal("alice", Judge(Create(), null, "Bearer t1").User!.Name);
    }

    [Fact]
    public void S8_ProxyCertificateWithAnotherName_MayNotSpeakForOthers()
    {
        using var proxy = _proxies.Issue("CN=other");
        _headers["X-Remote-User"] = "root";

        Assert.True(Judge(Create("front"), proxy).Invalid);
    }

    [Theory]
    [InlineData("X-Remote_User")]
    [InlineData("X_Remote_User")]
    [InlineData("X-Remote-User ")]
    [InlineData("X-Remote-Users")]
    public void S8_HeadersThatOnlyLookAlike_AreIgnored(string name)
    {
        using var proxy = _proxies.Issue("CN=front");
        _headers[name] = "root";

        var outcome = Judge(Create(), proxy);

        Assert.Equal((null, true), (outcome.User, outcome.Invalid));
    }

    [Fact]
    public void S8_RepeatedUserHeader_FirstOneCounts()
    {
        using var proxy = _proxies.Issue("CN=front");
        _headers["X-Remote-User"] = new(["jane", "root"]);

        Assert.Equal("jane", Judge(Create(), proxy).User!.Name);
    }

    private RequestAuthenticator Create(params IReadOnlyList<string> allowed) => new(
        new FrontProxy
        {
            AllowedNames = allowed, UserHeaders = ["X-Remote-User", "X-Other-User"], UidHeaders = ["X-Remote-Uid"],
            GroupHeaders = ["X-Remote-Group"], ExtraPrefixes = ["X-Remote-Extra-"],
        },
        new CertificateTrust([_clients.Certificate], [_proxies.Certificate], _time),
        new TokenChain([("t1", new UserInfo("alice", "", []))], [], [], _time), AnonymousRules.Everywhere);

    private AuthenticationOutcome Judge(RequestAuthenticator authenticator, X509Certificate2? certificate, string? authorization = null)
    {
        var outcome = authenticator.AuthenticateAsync(
            new PresentedCertificate(certificate, null), authorization, _headers, TestContext.Current.CancellationToken);
        return outcome.IsCompletedSuccessfully ? outcome.Result : outcome.AsTask().GetAwaiter().GetResult();
    }
}
