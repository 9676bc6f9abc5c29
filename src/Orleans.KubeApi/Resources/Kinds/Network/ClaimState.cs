namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>How it stands with something a write wants to hold.</summary>
internal enum ClaimState
{
    /// <summary>Not asked for yet: the run can't finish.</summary>
    Pending,

    /// <summary>Held for this write.</summary>
    Held,

    /// <summary>Somebody else has it, or nothing is left.</summary>
    Refused,
}
