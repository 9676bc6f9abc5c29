using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Guarantees;

/// <summary>What breaks a guarantee, so that its check can be seen to notice.</summary>
internal abstract record GuaranteeSabotage
{
    /// <summary>A real server that breaks it: a value of <c>KUBEAPI_SABOTAGE</c>.</summary>
    public sealed record Switch(string Name) : GuaranteeSabotage;

    /// <summary>A layer in front of a sound server, where the server has no seam for it.</summary>
    public sealed record Layer(Func<DelegatingHandler> Make) : GuaranteeSabotage;

    /// <summary>A correct history with a lie in it, where no server could be made to tell it.</summary>
    public sealed record Falsified(Func<History, History> Falsify) : GuaranteeSabotage;
}
