namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>The queues of a level: how many there are, which one a flow uses, whose turn it is. Guarded by the level's lock.</summary>
internal sealed class FlowQueues
{
    private readonly List<FlowQueue> _queues = [];
    private int _wanted;
    private int _robin = -1;
    private uint _enqueued;

    /// <summary>All queues, also those that only wait to become empty.</summary>
    public List<FlowQueue> All => _queues;

    /// <summary>More queues are there at once; fewer as they become empty.</summary>
    public void SetWanted(int wanted)
    {
        _wanted = wanted;
        while (_queues.Count < wanted)
        {
            _queues.Add(new FlowQueue(_queues.Count));
        }

        for (var i = _queues.Count - 1; i >= 0 && _queues.Count > wanted; i--)
        {
            RemoveIfSurplus(_queues[i]);
        }
    }

    /// <summary>The queue of a flow's hand with the least work waiting. The start differs each time, so that equals take turns.</summary>
    public FlowQueue Choose(ulong hash, int handSize)
    {
        Span<int> hand = stackalloc int[handSize];
        HandDealer.Deal(hash, _wanted, hand);
        var best = _queues[hand[0]];
        var least = double.MaxValue;
        var offset = (int)(_enqueued++ % (uint)hand.Length);
        for (var i = 0; i < hand.Length; i++)
        {
            var candidate = _queues[hand[(offset + i) % hand.Length]];
            if (candidate.WaitingWork < least)
            {
                (least, best) = (candidate.WaitingWork, candidate);
            }
        }

        return best;
    }

    /// <summary>The queue whose oldest request would end first in the virtual world. One of them must have a request.</summary>
    public FlowQueue Next()
    {
        FlowQueue? best = null;
        var earliest = double.MaxValue;
        for (var i = 1; i <= _queues.Count; i++)
        {
            var queue = _queues[(_robin + i) % _queues.Count];
            if (queue.Waiting.First is { } oldest && queue.NextDispatch + oldest.TotalWork < earliest)
            {
                (earliest, best) = (queue.NextDispatch + oldest.TotalWork, queue);
            }
        }

        return best!;
    }

    /// <summary>A queue had its turn: among equals the others come first.</summary>
    public void Dispatched(FlowQueue queue) => _robin = queue.Index;

    /// <summary>A configuration with fewer queues takes them away as they become empty.</summary>
    public void RemoveIfSurplus(FlowQueue queue)
    {
        if (_queues.Count <= _wanted || queue.IsActive || queue.SeatsInUse > 0)
        {
            return;
        }

        _queues.RemoveAt(queue.Index);
        for (var i = queue.Index; i < _queues.Count; i++)
        {
            _queues[i].Index = i;
        }

        if (_robin >= queue.Index)
        {
            _robin--;
        }
    }
}
