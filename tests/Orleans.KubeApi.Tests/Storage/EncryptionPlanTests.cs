using Orleans.KubeApi.Storage;
using Orleans.KubeApi.Storage.Encryption;
using Xunit;

namespace Orleans.KubeApi.Tests.Storage;

public sealed class EncryptionPlanTests
{
    [Theory]
    [InlineData("secrets", "", "secrets", true)]
    [InlineData("secrets", "", "configmaps", false)]
    [InlineData("secrets", "example.com", "secrets", false)]
    [InlineData("deployments.apps", "apps", "deployments", true)]
    [InlineData("*.apps", "apps", "statefulsets", true)]
    [InlineData("*.apps", "", "pods", false)]
    [InlineData("*.", "", "pods", true)]
    [InlineData("*.", "apps", "deployments", false)]
    [InlineData("*.*", "apps", "deployments", true)]
    [InlineData("*.*", "", "pods", true)]
    public void For_Collection_FollowsTheNamesAndWildcards(string entry, string group, string resource, bool expected) =>
        Assert.Equal(expected, Plan(entry).For(new CollectionId("root", group, resource)) is not null);

    [Theory]
    [InlineData("secrets", true)]
    [InlineData("*.", true)]
    [InlineData("*.*", true)]
    [InlineData("configmaps", false)]
    public void For_TheServersOwnKeys_TheyCountAsSecrets(string entry, bool expected) =>
        Assert.Equal(expected, Plan(entry).For(new CollectionId("root", "internal.kubeapi", "identities")) is not null);

    [Fact]
    public void For_ExactName_WinsOverTheWildcardsAfterIt()
    {
        var plan = EncryptionPlan.Build(
            new EncryptionSettings(
            [
                new ResourceEncryption(["secrets"], [new ProviderSettings("aescbc", [new NamedKey("a", new byte[32])])]),
                new ResourceEncryption(["*."], [new ProviderSettings("identity", [])]),
                new ResourceEncryption(["*.*"], [new ProviderSettings("secretbox", [new NamedKey("b", new byte[32])])]),
            ]),
            _ => throw new InvalidOperationException());

        Assert.IsType<AesCbcCipher>(plan.For(new CollectionId("root", "", "secrets"))!.Ciphers[0]);
        Assert.IsType<IdentityCipher>(plan.For(new CollectionId("root", "", "pods"))!.Ciphers[0]);
        Assert.IsType<SecretboxCipher>(plan.For(new CollectionId("root", "apps", "deployments"))!.Ciphers[0]);
    }

    private static EncryptionPlan Plan(string entry) => EncryptionPlan.Build(
        new EncryptionSettings([new ResourceEncryption([entry], [new ProviderSettings("identity", [])])]),
        _ => throw new InvalidOperationException());
}
