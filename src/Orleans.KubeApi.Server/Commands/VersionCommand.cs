using System.Reflection;

namespace Orleans.KubeApi.Server.Commands;

/// <summary>Prints the version.</summary>
internal static class VersionCommand
{
    /// <summary>Prints the version that the build gave to this assembly.</summary>
    public static int Run(TextWriter output)
    {
        var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        output.WriteLine($"Orleans.KubeApi {version}");
        return ExitCode.Success;
    }
}
