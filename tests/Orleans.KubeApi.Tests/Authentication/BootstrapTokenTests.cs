using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Tokens;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Authentication;

public sealed class BootstrapTokenTests : IObjectSource
{
    private const string Token = "abcdef.0123456789abcdef";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<string, string> _data = new(StringComparer.Ordinal)
    {
        ["token-id"] = "abcdef",
        ["token-secret"] = "0123456789abcdef",
        ["usage-bootstrap-authentication"] = "true",
    };

    private string _type = "bootstrap.kubernetes.io/token";

    ValueTask<StoredObject?> IObjectSource.FindAsync(
        GroupResource collection, string ns, string name, CancellationToken cancellationToken)
    {
        var data = new ObjectNode();
        foreach (var (key, value) in _data)
        {
            data.Set(key, Convert.ToBase64String(Encoding.UTF8.GetBytes(value)));
        }

        var secret = new ObjectNode { { "metadata", new ObjectNode { { "name", name } } }, { "type", _type }, { "data", data } };
        return ValueTask.FromResult(
            (collection.Resource, ns, name) == ("secrets", "kube-system", "bootstrap-token-abcdef")
                ? new StoredObject($"{ns}/{name}", 1, secret.ToUtf8()) : null);
    }

    [Fact]
    public async Task Judge_Token_IsABootstrapperWithItsGroups()
    {
        _data["auth-extra-groups"] = "system:bootstrappers:worker,system:bootstrappers:a";

        var user = (await JudgeAsync(Token)).User!;

        Assert.Equal("system:bootstrap:abcdef", user.Name);
        Assert.Equal(
            ["system:bootstrappers", "system:bootstrappers:a", "system:bootstrappers:worker", "system:authenticated"], user.Groups);
    }

    [Theory]
    [InlineData("abcdef.0123456789abcdee")]
    [InlineData("abcdef.1123456789abcdef")]
    [InlineData("abcdeg.0123456789abcdef")]
    [InlineData("abcdef.0123456789abcdef\n")]
    [InlineData("ABCDEF.0123456789abcdef")]
    public async Task S30_WrongBootstrapToken_IsUnknown(string token) => Assert.Null((await JudgeAsync(token)).User);

    [Theory]
    [InlineData("2026-05-01T00:00:01Z")]
    [InlineData("2026-05-01T02:00:01+02:00")]
    [InlineData("2026-05-01T00:00:00.5Z")]
    public async Task Judge_ExpirationInRfc3339_CountsUntilThen(string expiration)
    {
        _data["expiration"] = expiration;

        Assert.NotNull((await JudgeAsync(Token)).User);
    }

    [Theory]
    [InlineData("usage-bootstrap-authentication", "false")]
    [InlineData("token-id", "other1")]
    [InlineData("expiration", "2026-04-30T23:59:59Z")]
    [InlineData("expiration", "soon")]
    [InlineData("expiration", "2027-01-01")]
    [InlineData("expiration", "01/01/2027 00:00:00")]
    [InlineData("auth-extra-groups", "system:masters")]
    [InlineData("auth-extra-groups", "system:bootstrappers:a,x")]
    public async Task Judge_SecretThatSaysNo_IsUnknown(string key, string value)
    {
        _data[key] = value;

        Assert.Null((await JudgeAsync(Token)).User);
    }

    [Fact]
    public async Task Judge_SecretOfAnotherType_IsUnknown()
    {
        _type = "Opaque";

        Assert.Null((await JudgeAsync(Token)).User);
    }

    private ValueTask<TokenVerdict> JudgeAsync(string token) => new BootstrapTokenAuthenticator(this, ["api"], _time)
        .JudgeAsync(token, ["api"], TestContext.Current.CancellationToken);
}
