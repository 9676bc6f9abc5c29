using Microsoft.Extensions.Primitives;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Authentication.Tokens;
using Xunit;

namespace Orleans.KubeApi.Tests.Authentication;

public sealed class AuthenticatorTests
{
    private static readonly TokenChain Tokens = new(TokenFile.Parse(
        "# comment\n\nt1,alice,u1,\"dev,ops\"\r\nt2,bob,u2\nt3,\"c\"\"q\",u3,system:authenticated\n"), [], [], TimeProvider.System);

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
        var outcome = Judge(header);
        Assert.Equal(expected, outcome.Invalid ? "refused" : outcome.User?.Name ?? "none");
    }

    [Fact]
    public void Token_Groups_EndWithAuthenticated()
    {
        var user = Judge("Bearer t1").User!;
        Assert.Equal(["dev", "ops", "system:authenticated"], user.Groups);
        Assert.Equal("u1", user.Uid);
        Assert.False(user.IsMaster);
        Assert.Equal(["system:authenticated"], Judge("Bearer t3").User!.Groups);
    }

    [Theory]
    [InlineData("onlytoken,user", "token file line 1: need at least 3 columns (token, user name, user uid), found 2")]
    [InlineData("a,b,c\n,user,uid", "token file line 2: empty token")]
    [InlineData("secret,\"user,uid", "token file line 1: quote is not closed")]
    public void TokenFile_Broken_NamesTheLineOnly(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => TokenFile.Parse(text)).Message);

    private static AuthenticationOutcome Judge(string? header)
    {
        var authenticator = new RequestAuthenticator(
            new FrontProxy(), CertificateTrust.None(TimeProvider.System), Tokens, AnonymousRules.Everywhere);
        var judging = authenticator.AuthenticateAsync(
            default, header, new Dictionary<string, StringValues>(), TestContext.Current.CancellationToken);
        return judging.AsTask().GetAwaiter().GetResult();
    }
}
