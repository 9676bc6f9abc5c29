namespace Orleans.KubeApi.Audit;

/// <summary>What a policy says about one request.</summary>
/// <param name="Level">How much is recorded.</param>
/// <param name="OmitStages">Stages without events.</param>
/// <param name="OmitManagedFields">Bodies are recorded without <c>metadata.managedFields</c>.</param>
internal sealed record AuditDecision(AuditLevel Level, AuditStages OmitStages, bool OmitManagedFields)
{
    /// <summary>Nothing is recorded: what holds when no rule matches.</summary>
    public static AuditDecision Nothing { get; } = new(AuditLevel.None, AuditStages.None, OmitManagedFields: false);
}
