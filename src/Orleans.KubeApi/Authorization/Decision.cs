namespace Orleans.KubeApi.Authorization;

/// <summary>What one authorizer says.</summary>
internal enum Decision
{
    /// <summary>It has nothing to say; after the last authorizer that is a no.</summary>
    NoOpinion,

    /// <summary>Yes; nobody else is asked.</summary>
    Allow,

    /// <summary>No; nobody else is asked.</summary>
    Deny,
}
