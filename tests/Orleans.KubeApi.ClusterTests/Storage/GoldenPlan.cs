using System.Runtime.CompilerServices;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Storage;

/// <summary>Compares a query plan with its file in <c>Plans/</c>; <c>UPDATE_GOLDEN=1</c> rewrites the file instead.</summary>
internal static class GoldenPlan
{
    public static void Verify(string name, string plan, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, "Plans", name + ".txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, plan);
        }

        Assert.True(File.Exists(file), $"no golden plan {name}: set UPDATE_GOLDEN=1 once");
        Assert.Equal(File.ReadAllText(file), plan, ignoreLineEndingDifferences: true);
    }
}
