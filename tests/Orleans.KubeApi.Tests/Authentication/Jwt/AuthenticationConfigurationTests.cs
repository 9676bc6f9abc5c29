using Orleans.KubeApi.Authentication.Jwt;
using Orleans.KubeApi.Http.Negotiation;
using Xunit;

namespace Orleans.KubeApi.Tests.Authentication.Jwt;

public sealed class AuthenticationConfigurationTests
{
    private const string Start = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration

        """;

    private const string Issuer = """
        jwt:
        - issuer:
            url: https://issuer.example
            audiences: [one, two]
            audienceMatchPolicy: MatchAny
          claimValidationRules:
          - {claim: hd, requiredValue: example.com}
          claimMappings:
            username: {claim: sub, prefix: "x:"}
            groups: {claim: roles, prefix: ""}
            uid: {claim: id}
        anonymous:
          enabled: true
          conditions:
          - path: /livez
        """;

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public void Read_WholeFile_IsUnderstood(string version)
    {
        var read = Read((Start + Issuer).Replace("/v1\n", $"/{version}\n", StringComparison.Ordinal));

        var rules = Assert.Single(read.Issuers);
        Assert.Equal("https://issuer.example", rules.Url);
        Assert.Equal("https://issuer.example/.well-known/openid-configuration", rules.DocumentAddress);
        Assert.Equal(["one", "two"], rules.Audiences);
        Assert.Equal(("sub", "x:", "roles", "", "id"),
            (rules.UsernameClaim, rules.UsernamePrefix, rules.GroupsClaim, rules.GroupsPrefix, rules.UidClaim));
        Assert.Equal(new("hd", "example.com"), Assert.Single(rules.Required));
        Assert.True(read.Anonymous!.Allows("/livez"));
        Assert.False(read.Anonymous.Allows("/livez/etcd"));
        Assert.False(read.Anonymous.Allows("/api"));
    }

    [Theory]
    [InlineData("claim: sub, prefix: \"x:\"", "expression: claims.sub",
        "jwt[0].claimMappings.username.expression: CEL expressions aren't supported by this server; name a claim instead")]
    [InlineData("claim: hd, requiredValue: example.com", "expression: \"true\"",
        "jwt[0].claimValidationRules[0].expression: CEL expressions aren't supported by this server; name a claim instead")]
    [InlineData("uid: {claim: id}", "extra: [{key: a.b/c, valueExpression: \"'x'\"}]",
        "jwt[0].claimMappings.extra: CEL expressions aren't supported by this server; name a claim instead")]
    [InlineData("  claimValidationRules:", "  userValidationRules: [{expression: \"true\"}]\n  claimValidationRules:",
        "jwt[0].userValidationRules: CEL expressions aren't supported by this server; name a claim instead")]
    [InlineData("https://issuer.example", "http://issuer.example", "jwt[0].issuer.url: URL scheme must be https")]
    [InlineData("https://issuer.example", "https://a:b@issuer.example",
        "jwt[0].issuer.url: URL must not contain a username or password")]
    [InlineData("https://issuer.example", "https://own.example",
        "jwt[0].issuer.url: URL must not overlap with disallowed issuers: https://own.example")]
    [InlineData("    audienceMatchPolicy: MatchAny\n", "",
        "jwt[0].issuer.audienceMatchPolicy: audienceMatchPolicy must be MatchAny for multiple audiences")]
    [InlineData("[one, two]", "[]", "jwt[0].issuer.audiences: at least one jwt[0].issuer.audiences is required")]
    [InlineData(", prefix: \"x:\"", "",
        "jwt[0].claimMappings.username.prefix: prefix is required when claim is set. "
            + "It can be set to an empty string to disable prefixing")]
    [InlineData("enabled: true", "enabled: false",
        "anonymous.conditions: enabled should be set to true when conditions are defined")]
    [InlineData("jwt:", "jwts: []\njwt:", "jwts: unknown field")]
    [InlineData("    audiences:", "    audience: x\n    audiences:", "jwt[0].issuer.audience: unknown field")]
    [InlineData("    audiences:", "    certificateAuthority: x\n    audiences:",
        "jwt[0].issuer.certificateAuthority: no certificate in PEM form")]
    [InlineData("kind: AuthenticationConfiguration", "kind: Other",
        "it must be an AuthenticationConfiguration of apiserver.config.k8s.io/v1 or apiserver.config.k8s.io/v1beta1")]
    public void Read_WrongFile_SaysWhereAndWhy(string part, string instead, string complaint)
    {
        var text = Start + Issuer;
        Assert.Contains(part, text, StringComparison.Ordinal);

        var wrong = Assert.Throws<FormatException>(() => Read(text.Replace(part, instead, StringComparison.Ordinal)));

        Assert.Equal(complaint, wrong.Message);
    }

    [Fact]
    public void Read_SameIssuerTwice_IsRefused()
    {
        var one = Issuer[Issuer.IndexOf('-', StringComparison.Ordinal)..Issuer.IndexOf("anonymous", StringComparison.Ordinal)];

        var wrong = Assert.Throws<FormatException>(() => Read($"{Start}jwt:\n{one}{one}"));

        Assert.Equal("jwt: duplicate issuer.url \"https://issuer.example\"", wrong.Message);
    }

    private static AuthenticationConfiguration Read(string text) =>
        AuthenticationConfiguration.Read(YamlReader.Read(System.Text.Encoding.UTF8.GetBytes(text)), ["https://own.example"]);
}
