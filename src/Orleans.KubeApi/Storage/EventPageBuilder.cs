namespace Orleans.KubeApi.Storage;

/// <summary>Collects events up to the page's limits; both stores ask their database for one event more than the limit.</summary>
internal sealed class EventPageBuilder(long fromExclusive, int limit)
{
    private readonly List<StoredEvent> _events = [];
    private long _bytes;
    private bool _more;

    /// <summary>The head in the read's snapshot.</summary>
    public long Head { get; set; } = IRevisionStore.FirstRevision;

    /// <summary>The floor in the read's snapshot.</summary>
    public long Floor { get; set; } = IRevisionStore.FirstRevision;

    /// <summary>False when the page is full: stop reading.</summary>
    public bool Add(StoredEvent change)
    {
        _more = _events.Count == limit || _bytes > RangeQuery.MaxPageBytes;
        if (!_more)
        {
            _events.Add(change);
            _bytes += change.Body.Length + (change.PreviousBody?.Length ?? 0);
        }

        return !_more;
    }

    /// <summary>The page.</summary>
    public EventPage Build()
    {
        var outcome = fromExclusive < Floor ? ReadOutcome.Expired : fromExclusive > Head ? ReadOutcome.TooLarge : ReadOutcome.Found;
        return outcome is ReadOutcome.Found ? new(outcome, Head, Floor, _events, _more) : new(outcome, Head, Floor, [], More: false);
    }
}
