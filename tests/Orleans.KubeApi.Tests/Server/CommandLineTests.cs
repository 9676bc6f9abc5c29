using Orleans.KubeApi.Server.Commands;
using Orleans.KubeApi.Tests.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Server;

public sealed class CommandLineTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Run_Version_PrintsItAndSucceeds()
    {
        Assert.Equal(0, await RunAsync("version"));

        Assert.StartsWith("Orleans.KubeApi ", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Run_Help_ListsVerbsAndOptions()
    {
        Assert.Equal(0, await RunAsync("--help"));

        foreach (var word in new[] { "serve", "migrate", "version", "--secure-port", "--token-auth-file", "--store" })
        {
            Assert.Contains(word, _output.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--etcd-servers", "http://127.0.0.1:2379")]
    [InlineData("serve", "--secure-prot", "1")]
    [InlineData("serve", "--secure-port")]
    [InlineData("serve", "extra")]
    [InlineData("compress")]
    public async Task Run_UnknownUsage_IsOneLineAndExitCode2(params string[] args)
    {
        Assert.Equal(2, await RunAsync(args));

        var line = Assert.Single(_error.ToString().TrimEnd().Split('\n'));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("error: --tls-cert-file needs --tls-private-key-file", "serve", "--tls-cert-file", "/dev/null")]
    [InlineData("error: --secure-port: \"abc\" is not a whole number", "--secure-port", "abc")]
    [InlineData("error: --bind-address: \"here\" is no IP address", "migrate", "--bind-address", "here")]
    public async Task Run_ContradictoryOptions_IsOneLineAndExitCode2(string expected, params string[] args)
    {
        Assert.Equal(2, await RunAsync(args));

        Assert.StartsWith(expected, Assert.Single(_error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    // A server that can't start is one line too, never an abort with a dump of its memory.
    [Theory]
    [InlineData("serve")]
    [InlineData("migrate")]
    public async Task Run_DatabaseIsNotThere_IsOneLineAndExitCode1(string verb)
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(1, await RunAsync(verb, "--data-dir", folder.FullPath, "--store", "Host=127.0.0.1;Port=1;Username=kubeapi"));

        var line = Assert.Single(_error.ToString().TrimEnd().Split('\n'));
        Assert.StartsWith("error: cannot connect to the database: ", line, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(args, _output, _error);
}
