using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Admission.Quota;
using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Kinds.Network;

namespace Orleans.KubeApi.Grains;

/// <summary>A write that waits in its object's grain.</summary>
internal sealed class PendingWrite(WriteRequest request, TimeProvider time, ClaimBook? claims = null) : IWaitGate
{
    private const int LostRacesMax = 12;
    private const int StatusCodeUnknown = 504; // what it took stays taken until its time is over
    private const int LargeFrom = 256 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    // The front end gives up a second earlier.
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(35);
    private readonly TaskCompletionSource<WriteReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _began = time.GetTimestamp();
    private SnapshotReader? _reader;
    private CancellationTokenSource? _deadline;
    private KeptAnswers? _answers;
    private bool _mayWait;
    private int _lostRaces;

    public WriteRequest Request { get; } = request;

    /// <summary>What it holds of addresses and ports; null where nothing is allocated.</summary>
    public ClaimBook? Claims { get; } = claims;

    /// <summary>What admission said for the audit event in the last run.</summary>
    public AuditAnnotations Annotations { get; } = new();

    public Task<WriteReply> Reply => _reply.Task;

    /// <summary>Its outcome in the current attempt.</summary>
    public OperationOutcome? Outcome { get; set; }

    /// <summary>The outcome of a run that had to wait, until the next attempt takes it or runs again.</summary>
    public WaitedOutcome? Waited { get; set; }

    /// <summary>Position of its version in the chain being committed; -1 if it adds none.</summary>
    public int Position { get; set; } = -1;

    /// <summary>Position of the version it started from, -1 for the committed one: its answer waits for that.</summary>
    public int BasedOn { get; set; } = -1;

    /// <summary>A run of it takes long.</summary>
    public bool IsLarge => Request.Body.Length >= LargeFrom;

    /// <summary>Nobody waits for its answer any more, and nothing was done yet: it need not run.</summary>
    public bool IsLate => time.GetElapsedTime(_began) > LongestQueue;

    /// <summary>The last run lacks something that is fetched before the next one.</summary>
    public bool LacksSomething => _reader is { HasMissed: true } || Claims is { Wishes.Count: > 0 };

    /// <summary>The last run found nothing to change, and was no dry run.</summary>
    public bool ChangesNothing => Request is { DryRun: false, Verb: WriteVerb.Update or WriteVerb.Patch }
        && Outcome is { Kind: OutcomeKind.Answer, Error: null, Success: null, Shown: null };

    /// <summary>A run begins. It may wait only if it starts from what was committed, and that was the newest version.</summary>
    public void Begin(SnapshotReader reader, bool mayWait)
    {
        _reader = reader;
        _mayWait = mayWait;
        Claims?.Begin();
        Annotations.Clear();
        Position = -1;
    }

    /// <inheritdoc/>
    public QuotaHold? Quota { get; set; }

    /// <summary>The revision it made; 0 if it made none.</summary>
    public long Revision { get; set; }

    /// <inheritdoc/>
    public KeptAnswers Answers => _answers ??= new();

    /// <inheritdoc/>
    public CancellationToken Enter()
    {
        if (!_mayWait || LacksSomething)
        {
            throw new RunAgainException();
        }

        if (_deadline is null)
        {
            var left = LongestWait - time.GetElapsedTime(_began);
            _deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        }

        return _deadline.Token;
    }

    /// <summary>Others changed the object while this write waited. False: too often.</summary>
    public bool MayRunAgain() => ++_lostRaces < LostRacesMax;

    /// <summary>Answers.</summary>
    public void Complete(WriteReply reply)
    {
        _deadline?.Dispose();
        if (reply.Code != StatusCodeUnknown)
        {
            Quota?.End(Revision);
        }

        _reply.TrySetResult(reply);
    }

    /// <summary>Answers with a refusal.</summary>
    public void Refuse(StatusException refusal) => Complete(WriteReply.Refused(refusal.Status, Outcome?.Warnings, Annotations));
}
