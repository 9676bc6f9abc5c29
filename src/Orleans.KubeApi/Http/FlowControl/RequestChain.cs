namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A doubly linked list through the requests themselves: joining and leaving cost no memory. Guarded by the level's
/// lock.</summary>
internal sealed class RequestChain
{
    private FlowRequest? _last;

    public FlowRequest? First { get; private set; }

    public int Count { get; private set; }

    /// <summary>Adds one at the end.</summary>
    public void Add(FlowRequest request)
    {
        request.Previous = _last;
        request.Next = null;
        if (_last is null)
        {
            First = request;
        }
        else
        {
            _last.Next = request;
        }

        _last = request;
        Count++;
    }

    /// <summary>Takes a member out.</summary>
    public void Remove(FlowRequest request)
    {
        if (request.Previous is null)
        {
            First = request.Next;
        }
        else
        {
            request.Previous.Next = request.Next;
        }

        if (request.Next is null)
        {
            _last = request.Previous;
        }
        else
        {
            request.Next.Previous = request.Previous;
        }

        request.Previous = request.Next = null;
        Count--;
    }

    /// <summary>The members in their order.</summary>
    public List<FlowRequest> ToList()
    {
        var all = new List<FlowRequest>(Count);
        for (var at = First; at is not null; at = at.Next)
        {
            all.Add(at);
        }

        return all;
    }
}
