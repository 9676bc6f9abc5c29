namespace Orleans.KubeApi.ClusterTests.Robustness.Validate;

/// <summary>What the order of calls on the clock says about revisions, once every write has its revision.</summary>
internal sealed class RealTimeBounds
{
    private readonly (long Time, long Revision)[] _known;
    private readonly (long Time, long Revision)[] _begun;

    /// <param name="known">When some client knew of a revision: an answer or an event had arrived.</param>
    /// <param name="begun">When the write that got a revision was sent.</param>
    public RealTimeBounds(IEnumerable<(long Time, long Revision)> known, IEnumerable<(long Time, long Revision)> begun)
    {
        _known = [.. known.OrderBy(pair => pair.Time)];
        for (var i = 1; i < _known.Length; i++)
        {
            _known[i].Revision = Math.Max(_known[i].Revision, _known[i - 1].Revision);
        }

        _begun = [.. begun.OrderBy(pair => pair.Time)];
        for (var i = _begun.Length - 2; i >= 0; i--)
        {
            _begun[i].Revision = Math.Min(_begun[i].Revision, _begun[i + 1].Revision);
        }
    }

    /// <summary>The highest revision that some client knew of before <paramref name="time"/>; 0 when none.</summary>
    public long Floor(long time)
    {
        var count = CountBefore(_known, time);
        return count == 0 ? 0 : _known[count - 1].Revision;
    }

    /// <summary>The highest revision that can have been visible at <paramref name="time"/>: below every write sent later.</summary>
    public long Ceiling(long time)
    {
        var count = CountBefore(_begun, time + 1);
        return count == _begun.Length ? long.MaxValue : _begun[count].Revision - 1;
    }

    /// <summary>How many pairs have a time below <paramref name="time"/>.</summary>
    private static int CountBefore((long Time, long Revision)[] pairs, long time)
    {
        var low = 0;
        var high = pairs.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = pairs[middle].Time < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
