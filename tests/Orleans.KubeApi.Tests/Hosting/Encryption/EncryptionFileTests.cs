using System.Text;
using Orleans.KubeApi.Hosting.Encryption;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting.Encryption;

public sealed class EncryptionFileTests
{
    private const string Head = "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n";
    private const string Key32 = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    [Fact]
    public void Parse_AllProviders_AreReadInOrder()
    {
        var settings = EncryptionFile.Parse(Text($$"""
            resources:
            - resources: [secrets, configmaps, "*.apps"]
              providers:
              - aescbc: {keys: [{name: a, secret: "{{Key32}}"}, {name: b, secret: "{{Key32}}"}]}
              - aesgcm: {keys: [{name: c, secret: "MDEyMzQ1Njc4OTAxMjM0NQ=="}]}
              - secretbox: {keys: [{name: d, secret: "{{Key32}}"}]}
              - kms: {apiVersion: v2, name: vault, endpoint: "unix:///run/kms.sock", timeout: 1m30.5s}
              - identity: {}
            - resources: ["*.*"]
              providers:
              - kms: {apiVersion: v2, name: other, endpoint: "unix:///@abstract"}
            """));

        Assert.Equal(["secrets", "configmaps", "*.apps"], settings.Resources[0].Resources);
        Assert.Equal(["aescbc", "aesgcm", "secretbox", "kms", "identity"], settings.Resources[0].Providers.Select(p => p.Kind));
        Assert.Equal(["a", "b"], settings.Resources[0].Providers[0].Keys.Select(k => k.Name));
        Assert.Equal([16], settings.Resources[0].Providers[1].Keys.Select(k => k.Secret.Length));
        Assert.Equal(
            [("vault", "/run/kms.sock", 90.5), ("other", "\0abstract", 3.0)],
            settings.Plugins.Select(p => (p.Name, p.Socket, p.Timeout.TotalSeconds)));
    }

    [Theory]
    [InlineData("resources: []", "resources: at least one resources is required")]
    [InlineData("resources: [{resources: [], providers: [{identity: {}}]}]",
        "resources[0].resources: at least one resources[0].resources is required")]
    [InlineData("resources: [{resources: [secrets], providers: []}]",
        "resources[0].providers: at least one resources[0].providers is required")]
    [InlineData("resources: [{resources: [Secrets], providers: [{identity: {}}]}]", "resource name should not contain capital letters")]
    [InlineData("resources: [{resources: ['*'], providers: [{identity: {}}]}]",
        "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources")]
    [InlineData("resources: [{resources: ['*.', secrets], providers: [{identity: {}}]}]",
        "using overlapping resources such as 'secrets' and '*.'")]
    [InlineData("resources: [{resources: ['*.*', a.b], providers: [{identity: {}}]}]",
        "using overlapping resources such as 'secrets' and '*.'")]
    [InlineData("resources: [{resources: [secrets, secrets], providers: [{identity: {}}]}]",
        "the same resource cannot be specified multiple times")]
    [InlineData("resources: [{resources: [secrets.*], providers: [{identity: {}}]}]",
        "encrypting the same resource across groups is not supported")]
    [InlineData("resources: [{resources: [events.events.k8s.io], providers: [{identity: {}}]}]", "Use 'events' instead in the config file")]
    [InlineData("resources: [{resources: [ingresses.extensions], providers: [{identity: {}}]}]", "'extensions' group has been removed")]
    [InlineData("resources: [{resources: [serviceipallocations], providers: [{identity: {}}]}]",
        "resources which do not have REST API/s cannot be encrypted")]
    [InlineData("resources: [{resources: ['*.'], providers: [{identity: {}}]}, {resources: [secrets], providers: [{identity: {}}]}]",
        "resource \"secrets\" is masked by earlier rule \"*.\"")]
    [InlineData("resources: [{resources: [secrets], providers: [{}]}]", "provider does not contain any of the expected providers")]
    [InlineData("resources: [{resources: [secrets], providers: [{identity: {}, aescbc: {keys: []}}]}]",
        "more than one provider specified in a single element")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: []}}]}]",
        "resources[0].providers[0].aescbc.keys: at least one keys is required")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{secret: AAAA}]}}]}]",
        "keys[0].name: name is a mandatory field for a key")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: a}]}}]}]",
        "keys[0].secret: secret is a mandatory field for a key")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: a, secret: '!!!'}]}}]}]",
        "secrets must be base64 encoded")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: a, secret: AAAA}]}}]}]",
        "got 3, expected one of [16 24 32]")]
    [InlineData("resources: [{resources: [secrets], providers: [{secretbox: {keys: [{name: a, secret: MDEyMzQ1Njc4OTAxMjM0NQ==}]}}]}]",
        "got 16, expected one of [32]")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: 'a:b', secret: MDEyMzQ1Njc4OTAxMjM0NQ==}]}}]}]",
        "must not contain ':'")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {name: a, endpoint: 'unix:///s'}}]}]", "only v2 is supported")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, endpoint: 'unix:///s'}}]}]",
        "name is a mandatory field for a provider")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: 'a:b', endpoint: 'unix:///s'}}]}]",
        "invalid KMS provider name a:b, must not contain ':'")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///s'}}, " +
        "{kms: {apiVersion: v2, name: a, endpoint: 'unix:///t'}}]}]",
        "duplicate KMS provider name a, names must be unique")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a}}]}]",
        "endpoint is a mandatory field for a kms")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'tcp://s'}}]}]",
        "unsupported scheme \"tcp\" for KMS provider, only unix is supported")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///s', cachesize: 5}}]}]",
        "cachesize is not supported in v2")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///s', timeout: 0s}}]}]",
        "timeout should be a positive value")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///s', timeout: soon}}]}]",
        "timeout should be a positive value")]
    [InlineData("resources: [{resources: [secrets], provider: [{identity: {}}]}]", "resources[0].provider: unknown field")]
    [InlineData("resources: [7]", "resources[0]: must be an object")]
    [InlineData("resources: 7", "resources: must be a list")]
    public void Parse_SomethingWrong_IsNamed(string text, string expected)
    {
        var wrong = Assert.Throws<FormatException>(() => EncryptionFile.Parse(Text(text)));

        Assert.Contains(expected, wrong.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("kind: EncryptionConfiguration\napiVersion: v1\nresources: []")]
    [InlineData("[]")]
    public void Parse_AnotherDocument_IsRefused(string text) =>
        Assert.Throws<FormatException>(() => EncryptionFile.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: a, secret: bm90LWFzLWxvbmc=}]}}]}]")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: a, secret: bm90LWFzLWxvbmc=")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: a, secret: [bm90LWFzLWxvbmc=]}]}}]}]")]
    [InlineData("resources: [{resources: [secrets], providers: [{aescbc: {keys: [{name: a, secret: 'bm90LWFzLWxvbmc*'}]}}]}]")]
    public void Parse_WrongKey_IsNotShown(string text)
    {
        var wrong = Assert.Throws<FormatException>(() => EncryptionFile.Parse(Text(text)));

        Assert.DoesNotContain("bm90", wrong.Message);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(Head + text);
}
