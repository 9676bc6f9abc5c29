using Orleans.KubeApi.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("0.0.0.0", "https://127.0.0.1:7443/")]
    [InlineData("::", "https://[::1]:7443/")]
    [InlineData("127.0.0.5", "https://127.0.0.5:7443/")]
    [InlineData("fd00::5", "https://[fd00::5]:7443/")]
    public void From_BoundAddress_IsReachableFromTheMachine(string bound, string expected) =>
        Assert.Equal(expected, ServerAddress.From(7443, new KubeApiOptions { BindAddress = bound }).ToString());

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.1")]
    [InlineData("10.96.0.0/12", "10.96.0.1")]
    [InlineData("fd00::/108", "fd00::1")]
    public void First_OfARange_IsTheApiServersOwn(string range, string expected) =>
        Assert.Equal(expected, ServiceAddresses.First(System.Net.IPNetwork.Parse(range)).ToString());
}
