using System.Buffers;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>What /version tells; members and order of <c>version.Info</c>.</summary>
/// <param name="Major">"1".</param>
/// <param name="Minor">"37".</param>
/// <param name="GitVersion">The semantic version that clients compare: "v1.37.0+orleans".</param>
/// <param name="GitCommit">The commit of the build.</param>
/// <param name="GitTreeState">"clean" or "dirty".</param>
/// <param name="BuildDate">RFC 3339.</param>
/// <param name="GoVersion">The runtime; clients only print it.</param>
/// <param name="Compiler">"gc", as the original says.</param>
/// <param name="Platform">"linux/amd64".</param>
internal sealed record VersionInfo(
    string Major, string Minor, string GitVersion, string GitCommit, string GitTreeState, string BuildDate, string GoVersion,
    string Compiler, string Platform)
{
    /// <summary>The indented JSON text.</summary>
    public byte[] ToUtf8()
    {
        var node = new ObjectNode
        {
            { "major", Major }, { "minor", Minor }, { "emulationMajor", Major }, { "emulationMinor", Minor },
            { "minCompatibilityMajor", Major }, { "minCompatibilityMinor", Minor }, { "gitVersion", GitVersion },
            { "gitCommit", GitCommit }, { "gitTreeState", GitTreeState }, { "buildDate", BuildDate }, { "goVersion", GoVersion },
            { "compiler", Compiler },
            { "platform", Platform },
        };
        var output = new ArrayBufferWriter<byte>();
        using (var writer = Node.NewIndentedWriter(output))
        {
            node.WriteTo(writer);
        }

        return output.WrittenSpan.ToArray();
    }
}
