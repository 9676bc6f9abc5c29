using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization.Rbac;

/// <summary>Gives the roles and bindings of this moment.</summary>
internal interface IPolicySource
{
    /// <summary>
    /// The policy in force, never older than a second; the same instance until something changes. Costs next to nothing where nothing did.
    /// </summary>
    /// <exception cref="StatusException">503: what this silo knows is too old to go by.</exception>
    RbacPolicy Current { get; }

    /// <summary>
    /// To be called before somebody is refused: afterwards <see cref="Current"/> knows every grant that was acknowledged a quarter of a
    /// second ago, wherever it was written. Completes at once if that is so already; ends within a second in any case.
    /// </summary>
    ValueTask RefreshAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
