using Orleans.KubeApi.Admission.Webhooks;

namespace Orleans.KubeApi.Admission;

/// <summary>Says whether the run of an operation may wait for something outside.</summary>
internal interface IWaitGate
{
    /// <summary>Passes if it may; the token is cancelled when the write has no time left.</summary>
    /// <exception cref="RunAgainException">
    /// The run starts from a version that isn't committed yet or not known to be the newest, or lacks something that is fetched before the
    /// next run: it can't count.
    /// </exception>
    CancellationToken Enter();

    /// <summary>What the write holds of quotas; whoever ends the write ends the hold. Null: nothing.</summary>
    Quota.QuotaHold? Quota { get; set; }

    /// <summary>What webhooks answered to this write in all its runs.</summary>
    KeptAnswers Answers { get; }
}
