namespace Orleans.KubeApi.Tests.Growth;

/// <summary>What the elements of a long list have.</summary>
/// <param name="AreEqual">All are the same, else each has values of its own.</param>
/// <param name="HasMembers">Each has one of the members that are no plain values besides those: one after the other.</param>
/// <param name="IsSiblings">All lists of the same struct are long, with the same names.</param>
internal sealed record LongFilling(bool AreEqual = false, bool HasMembers = false, bool IsSiblings = false)
{
    /// <inheritdoc/>
    public override string ToString() =>
        AreEqual ? "equal" : IsSiblings ? "with its siblings" : HasMembers ? "with members" : "apart";
}
