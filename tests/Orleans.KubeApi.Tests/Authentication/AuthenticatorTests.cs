using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.Authentication;
using Xunit;

namespace Orleans.KubeApi.Tests.Authentication;

public sealed class AuthenticatorTests
{
    private static readonly TokenAuthenticator Tokens = new(TokenFile.Parse(
        "# comment\n\nt1,alice,u1,\"dev,ops\"\r\nt2,bob,u2\nt3,\"c\"\"q\",u3,system:authenticated\n"));

    [Theory]
    [InlineData("Bearer t1", "alice")]
    [InlineData("bearer t1", "alice")]
    [InlineData("  Bearer t2 rest", "bob")]
    [InlineData("Bearer t3", "c\"q")]
    [InlineData("Bearer nope", "refused")]
    [InlineData("Bearer t", "refused")]
    [InlineData("Bearer t11", "refused")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.", "refused")]
    [InlineData("Bearer ", "none")]
    [InlineData("Bearer", "none")]
    [InlineData("Basic YTpi", "none")]
    [InlineData("", "none")]
    [InlineData(null, "none")]
    public void Token_Header_IsJudged(string? header, string expected)
    {
        var outcome = Tokens.Authenticate(header);
        Assert.Equal(expected, outcome.Invalid ? "refused" : outcome.User?.Name ?? "none");
    }

    [Fact]
    public void Token_Groups_EndWithAuthenticated()
    {
        var user = Tokens.Authenticate("Bearer t1").User!;
        Assert.Equal(["dev", "ops", "system:authenticated"], user.Groups);
        Assert.Equal("u1", user.Uid);
        Assert.False(user.IsMaster);
        Assert.Equal(["system:authenticated"], Tokens.Authenticate("Bearer t3").User!.Groups);
    }

    [Theory]
    [InlineData("onlytoken,user", "token file line 1: need at least 3 columns (token, user name, user uid), found 2")]
    [InlineData("a,b,c\n,user,uid", "token file line 2: empty token")]
    [InlineData("secret,\"user,uid", "token file line 1: quote is not closed")]
    public void TokenFile_Broken_NamesTheLineOnly(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => TokenFile.Parse(text)).Message);

    [Theory]
    [InlineData("CN=admin,O=system:masters,O=b", "admin", "b,system:masters,system:authenticated")]
    [InlineData("CN=plain", "plain", "system:authenticated")]
    [InlineData("O=nobody", null, null)]
    public void Certificate_Subject_IsTheUser(string subject, string? name, string? groups)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        var authenticator = new RequestAuthenticator(new ClientCertificateAuthenticator(), Tokens);
        var user = authenticator.Authenticate(certificate, authorization: null).User;
        Assert.Equal(name, user?.Name);
        Assert.Equal(groups?.Split(',').Order(), user?.Groups.Order());
        Assert.Same(user, authenticator.Authenticate(certificate, authorization: null).User);
    }

    [Fact]
    public void Certificate_WithWrongToken_Wins()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Equal("x", new RequestAuthenticator(new ClientCertificateAuthenticator(), Tokens).Authenticate(certificate,
            "Bearer nope").User!.Name);
    }
}
