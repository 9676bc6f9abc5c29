namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>The seed of a run: new each time, unless the variable repeats an earlier one.</summary>
internal static class FaultSeed
{
    public const string Variable = "KUBEAPI_TEST_SEED";

    public static int Next() =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), out var seed) ? seed : Random.Shared.Next(1, 1_000_000);

    /// <summary>The command that repeats a run. The clients' choices are repeated; the timing of processes can't be.</summary>
    public static string Command(int seed, Type test) =>
        $"{Variable}={seed} dotnet run --project tests/Orleans.KubeApi.ClusterTests -- -class {test.FullName}";
}
