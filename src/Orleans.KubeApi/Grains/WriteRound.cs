using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// One attempt of an object's grain: takes writes from the front of those that wait and runs them one on top of the other. A write whose
/// plug-ins wait leaves the round; it comes back with its outcome, which counts if the object is still the same.
/// </summary>
/// <param name="operation">Runs a write.</param>
/// <param name="chain">Takes what the writes make of the object.</param>
/// <param name="context">For all runs.</param>
/// <param name="caches">For the reader of the rounds to come.</param>
/// <param name="comeBack">Takes a write that has waited.</param>
/// <param name="isProven">The chain starts from the newest version; else no write may wait, since its refusal would count.</param>
internal sealed class WriteRound(
    WriteOperation operation, VersionChain chain, OperationContext context, ICollectionCaches caches, Action<PendingWrite> comeBack,
    bool isProven)
{
    private readonly List<PendingWrite> _taken = [];
    private SnapshotReader _reader = (SnapshotReader)context.Reader;
    private OperationContext _context = context;
    private PendingWrite? _stopped;

    /// <summary>The writes that are in the chain, in order: the front of the given list.</summary>
    public List<PendingWrite> Taken => _taken;

    /// <summary>The reader of the rounds to come; another one than before if a write that waits has taken it along.</summary>
    public SnapshotReader Reader => _reader;

    /// <summary>A write needs something before it can run, or run again, on what the round leaves.</summary>
    public bool IsStopped => _stopped is not null;

    /// <summary>Books whose wishes must come true before the writes run again.</summary>
    public IEnumerable<Resources.Kinds.Network.ClaimBook> Wishing =>
        (_stopped is null ? _taken : _taken.Append(_stopped)).Where(w => w.Claims is { Wishes.Count: > 0 }).Select(w => w.Claims!);

    /// <summary>Runs them. Those that wait are taken out of the list.</summary>
    public void Run(List<PendingWrite> writes)
    {
        var next = 0;
        while (next < writes.Count && !chain.IsFull && _stopped is null)
        {
            if (Run(writes[next]))
            {
                next++;
            }
            else if (_stopped is null)
            {
                writes.RemoveAt(next);
            }
        }
    }

    /// <summary>False: the write waits, or is the one that stops the round.</summary>
    private bool Run(PendingWrite write)
    {
        if (write.Waited is { } waited)
        {
            write.Waited = null;
            var outcome = waited.Counts(chain.Current) ? waited.Outcome : Conflict(write);
            if (outcome is not null)
            {
                _taken.Add(write);
                chain.Add(write, outcome, basedOn: -1);
                return true;
            }
        }

        if (write.IsLate)
        {
            _taken.Add(write);
            chain.Add(write, OperationOutcome.Refused(StatusErrors.Timeout("the write waited too long for its turn").Status), basedOn: -1);
            return true;
        }

        var start = chain.Current;
        write.Begin(_reader, isProven && start is null or { Revision: > 0 });
        var run = chain.RunAsync(operation, write, _context);
        if (!run.IsCompleted)
        {
            _ = FinishAsync(write, run, start);
            _reader = new SnapshotReader(caches); // the old one is the write's own now
            _context = _context with { Reader = _reader };
            return false;
        }

        try
        {
            chain.Add(write, run.GetAwaiter().GetResult(), chain.Count - 1);
            _taken.Add(write);
            return true;
        }
        catch (RunAgainException)
        {
            _stopped = write;
            return false;
        }
    }

    private static OperationOutcome? Conflict(PendingWrite write) => write.MayRunAgain() ? null : OperationOutcome.Refused(
        StatusErrors.Conflict(new GroupResource(write.Request.Group, write.Request.Resource), write.Request.Name).Status);

    private async Task FinishAsync(PendingWrite write, ValueTask<OperationOutcome> run, CurrentVersion? start)
    {
        try
        {
            var outcome = await run;
            write.Waited = write.LacksSomething ? null : new WaitedOutcome(outcome, start);
        }
        catch (RunAgainException)
        {
            write.Waited = null;
        }
        catch (Exception failed)
        {
            // Nothing was written yet, so the failure is known to be one.
            write.Waited = new WaitedOutcome(OperationOutcome.Refused(StatusErrors.Internal(failed.Message).Status), start);
        }

        comeBack(write);
    }
}
