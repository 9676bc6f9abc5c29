namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>The levels of the Pod Security Standards, from loose to strict.</summary>
internal enum SecurityLevel
{
    /// <summary>Everything is allowed.</summary>
    Privileged,

    /// <summary>Nothing that is known to lead out of the container.</summary>
    Baseline,

    /// <summary>Hardened.</summary>
    Restricted,
}
