namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

/// <summary>The versions of one key over the revisions; absent before the first and after a deletion.</summary>
internal sealed class ObjectTimeline
{
    private readonly List<(long From, ObjectState? State)> _versions = [(0, null)];

    public void Append(long revision, ObjectState? state) => _versions.Add((revision, state));

    public ObjectState? At(long revision)
    {
        var low = 0;
        var high = _versions.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _versions[middle].From <= revision ? (middle, high) : (low, middle - 1);
        }

        return _versions[low].State;
    }

    /// <summary>True when <paramref name="condition"/> holds for the state at some revision of [first, last].</summary>
    public bool Any(long first, long last, Predicate<ObjectState?> condition)
    {
        for (var i = 0; i < _versions.Count; i++)
        {
            var until = i + 1 < _versions.Count ? _versions[i + 1].From - 1 : long.MaxValue;
            if (_versions[i].From <= last && until >= first && condition(_versions[i].State))
            {
                return true;
            }
        }

        return false;
    }
}
