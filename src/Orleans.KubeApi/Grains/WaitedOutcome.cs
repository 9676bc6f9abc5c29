using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Grains;

/// <summary>The outcome of a run that had to wait for a plug-in, and the version it started from.</summary>
internal sealed record WaitedOutcome(OperationOutcome Outcome, CurrentVersion? Start)
{
    /// <summary>
    /// Whether it counts although the object is now <paramref name="current"/>: refusals and answers always (they were right when the run
    /// began), a change only on the version it was made from.
    /// </summary>
    public bool Counts(CurrentVersion? current) => Outcome.Kind == OutcomeKind.Answer
        || (Start is null ? current is null : Start.Revision > 0 && current?.Revision == Start.Revision);
}
