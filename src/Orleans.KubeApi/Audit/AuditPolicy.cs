namespace Orleans.KubeApi.Audit;

/// <summary>A policy, ready to be asked. The first rule that matches decides.</summary>
internal sealed class AuditPolicy(IReadOnlyList<AuditRule> rules)
{
    /// <summary>What is to be recorded of a request.</summary>
    public AuditDecision Decide(in AuditAttributes request)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Matches(request))
            {
                return rules[i].Decision;
            }
        }

        return AuditDecision.Nothing;
    }
}
