namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>What a list or watch asks for: one namespace or (null) all, one team label or (null) every team.</summary>
internal sealed record Scope(string? Namespace, string? Team)
{
    public static Scope All { get; } = new(null, null);

    public bool Matches(string key, ObjectState? state) =>
        state is not null
        && (Namespace is null || key.StartsWith(Namespace + "/", StringComparison.Ordinal))
        && (Team is null || state.Team == Team);

    public override string ToString() => $"{Namespace ?? "*"}[{Team ?? "any team"}]";
}
