namespace Orleans.KubeApi.Storage;

/// <summary>Collects a range's rows up to its limits; both stores ask their database for one row more than the limit.</summary>
internal sealed class RangePageBuilder(RangeQuery query)
{
    private readonly List<StoredRow> _rows = [];
    private long _bytes;
    private bool _more;

    /// <summary>The head in the read's snapshot.</summary>
    public long Head { get; set; } = IRevisionStore.FirstRevision;

    /// <summary>The floor in the read's snapshot.</summary>
    public long Floor { get; set; } = IRevisionStore.FirstRevision;

    /// <summary>False when the page is full: stop reading.</summary>
    public bool Add(StoredRow row)
    {
        _more = _rows.Count == query.Limit || _bytes > RangeQuery.MaxPageBytes;
        if (!_more)
        {
            _rows.Add(row);
            _bytes += row.Body.Length;
        }

        return !_more;
    }

    /// <summary>The page.</summary>
    public RangePage Build()
    {
        var outcome = query.AsOf < Floor ? ReadOutcome.Expired : query.AsOf > Head ? ReadOutcome.TooLarge : ReadOutcome.Found;
        return outcome is ReadOutcome.Found ? new(outcome, Head, Floor, _rows, _more) : new(outcome, Head, Floor, [], More: false);
    }
}
