namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>
/// What one write of a Service holds of the cluster's addresses and ports. A run of the operation is pure: what it needs and the book does
/// not have becomes a wish; the object's grain fulfils the wishes and runs the operation again, which then finds the same things under the
/// same slots. A dry run gets dummies, as from the original, and wishes nothing.
/// </summary>
/// <param name="network">The cluster's ranges.</param>
/// <param name="isDryRun">Nothing may be taken.</param>
internal sealed class ClaimBook(ServiceNetwork network, bool isDryRun)
{
    private readonly Dictionary<string, (bool IsPort, string? Value)> _slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClaimWish> _wishes = new(StringComparer.Ordinal);

    public ServiceNetwork Network => network;

    public bool IsDryRun => isDryRun;

    /// <summary>What the last run needed and did not find.</summary>
    public IReadOnlyCollection<ClaimWish> Wishes => _wishes.Values;

    /// <summary>Everything taken for this write so far, used by its last run or not.</summary>
    public IEnumerable<(bool IsPort, string Value)> Held => _slots.Values.Where(s => s.Value is not null).Select(s => (s.IsPort, s.Value!));

    /// <summary>A run begins.</summary>
    public void Begin() => _wishes.Clear();

    /// <summary>How it stands with a wish, which is noted if it is new.</summary>
    public ClaimState Ask(ClaimWish wish, out string value)
    {
        value = "";
        if (!_slots.TryGetValue(wish.Slot, out var slot))
        {
            _wishes[wish.Slot] = wish;
            return ClaimState.Pending;
        }

        value = slot.Value ?? "";
        return slot.Value is null ? ClaimState.Refused : ClaimState.Held;
    }

    /// <summary>A wish came true.</summary>
    public void Grant(ClaimWish wish, string value) => _slots[wish.Slot] = (wish.IsPort, value);

    /// <summary>The thing is taken, or nothing is left.</summary>
    public void Refuse(ClaimWish wish) => _slots[wish.Slot] = (wish.IsPort, null);

    /// <summary>Everything was given back: a later run starts anew.</summary>
    public void Clear() => _slots.Clear();
}
