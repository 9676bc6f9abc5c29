namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>A broken guarantee, by its name in <see cref="Guarantee"/>, and the evidence.</summary>
internal sealed record Violation(string Guarantee, string Evidence)
{
    public override string ToString() => $"{Guarantee}: {Evidence}";
}
