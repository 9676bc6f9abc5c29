using System.Runtime.CompilerServices;
using Orleans.KubeApi.ClusterTests.Conformance;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Deployment;

/// <summary>
/// The Helm chart, rendered without Helm: its templates use Go's own template functions only, and kubectl runs Go templates over any
/// object (<c>-o go-template-file</c>), so an object that carries the values renders them as Helm would.
/// </summary>
internal static class Chart
{
    /// <summary>The folder <c>infra/deploy</c>.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Source(), "../../../../infra/deploy"));

    /// <summary>The names of the templates, in order.</summary>
    public static IReadOnlyList<string> Templates { get; } =
        [.. Directory.GetFiles(Path.Combine(Folder, "chart/templates"), "*.yaml").Order(StringComparer.Ordinal)];

    /// <summary>The default values as text.</summary>
    public static string Values { get; } = File.ReadAllText(Path.Combine(Folder, "chart/values.yaml"));

    /// <summary>What a template becomes with these values; nothing but blanks where it has nothing to say.</summary>
    public static async Task<string> RenderAsync(Kubectl tool, string template, string values, string space, CancellationToken cancellation)
    {
        var indented = string.Join('\n', values.Split('\n').Select(static line => line.Length == 0 ? line : "  " + line));
        var input = tool.Folder.Write($"{Guid.NewGuid():N}.yaml", $"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {"{name: render}"}
            Release: {"{Name: kubeapi, Namespace: " + space + "}"}
            Values:
            {indented}
            """);
        var (code, output, error) = await tool.TryAsync(
            cancellation, "create", "--dry-run=client", "--validate=false", "-f", input, "-o", $"go-template-file={template}");
        Assert.True(code == 0, $"{Path.GetFileName(template)}: {error}");
        return output.Trim('\n') + "\n";
    }

    private static string Source([CallerFilePath] string path = "") => path;
}
