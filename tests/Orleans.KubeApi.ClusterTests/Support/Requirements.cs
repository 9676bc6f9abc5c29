using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>A tool that isn't installed skips a test at a desk, with a loud message, and fails it in continuous integration.</summary>
internal static class Requirements
{
    public static bool IsContinuousIntegration =>
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    public static void Missing(string what)
    {
        Assert.False(IsContinuousIntegration, $"{what} is missing, and CI=true: install it.");
        Assert.Skip($"{what} IS MISSING: this test proved nothing.");
    }

    /// <summary>The full path of an executable on PATH, or null.</summary>
    public static string? FindOnPath(string executable) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, executable))
            .FirstOrDefault(File.Exists);
}
