namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>Long bodies of one thing many times.</summary>
internal static class Repeated
{
    /// <summary>The parts, with commas between.</summary>
    public static string Join(int count, Func<int, string> part) => string.Join(',', Enumerable.Range(0, count).Select(part));
}
