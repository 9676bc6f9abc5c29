using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Server.Options;
using Xunit;

namespace Orleans.KubeApi.Tests.Server;

/// <summary>What the documents and the files of the deployment call an option is one, and each option is documented.</summary>
public sealed partial class DocumentedOptionsTests
{
    // Options of subcommands and of other programs that the documents show.
    private static readonly HashSet<string> _others =
    [
        "help", "file", "force", "in-place", "revision-bump", "kubeconfig", "create-namespace", "project", "vulnerable",
        "include-transitive", "raw", "build", "from-literal", "from-file", "as", "namespace",
    ];

    private static readonly HashSet<string> _options = ServerOptionTable.All.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);

    [Theory]
    [InlineData("README.md")]
    [InlineData("infra/OPERATING.md")]
    [InlineData("infra/deploy/chart/templates/deployment.yaml")]
    [InlineData("infra/deploy/chart/values.yaml")]
    [InlineData("infra/deploy/compose.yaml")]
    public void Document_Flags_AreOptions(string path)
    {
        var named = Flag().Matches(Read(path)).Select(m => m.Groups[1].Value).Where(name => !name.EndsWith('-'));

        Assert.Empty(named.Except(_options).Except(_others));
    }

    [Theory]
    [InlineData("infra/deploy/Dockerfile")]
    [InlineData("infra/deploy/compose.yaml")]
    [InlineData("infra/deploy/systemd/kubeapi.service")]
    [InlineData("infra/deploy/chart/templates/deployment.yaml")]
    [InlineData("infra/deploy/chart/templates/migrate.yaml")]
    public void Deployment_Variables_AreOptions(string path)
    {
        var known = ServerOptionTable.All.Select(o => o.Variable).Append("KUBEAPI_DB_PASSWORD"); // the compose file's own
        var named = Variable().Matches(Read(path)).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public void Readme_OptionTable_HasEachOption()
    {
        // "--audit-…-mode" and "…-maxage" stand for several.
        var named = Named().Matches(Read("README.md")).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var patterns = named.Select(n => new Regex($"^{Regex.Escape(n.TrimStart('-')).Replace("…", ".+", StringComparison.Ordinal)}$"))
            .ToList();

        Assert.DoesNotContain(_options, option => !patterns.Exists(p => p.IsMatch(option)));
    }

    [GeneratedRegex("(?<![A-Za-z0-9-])--([a-z0-9][a-z0-9-]*)")]
    private static partial Regex Flag();

    [GeneratedRegex("KUBEAPI_[A-Z_]+")]
    private static partial Regex Variable();

    [GeneratedRegex("`((?:--|…-)[a-z0-9…-]+)`")]
    private static partial Regex Named();

    private static string Read(string path) => File.ReadAllText(Path.Combine(Source(), "../../../..", path));

    private static string Source([CallerFilePath] string path = "") => path;
}
