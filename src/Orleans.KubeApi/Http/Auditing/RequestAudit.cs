using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Auditing;

/// <summary>
/// The audit record of one request, from its first byte to its last. The pipeline tells it what happens; it makes the events:
/// <c>RequestReceived</c> when the sender is known, <c>ResponseStarted</c> before the header of a watch or a connection, and as the last
/// one <c>ResponseComplete</c> or <c>Panic</c>, before the end of the answer leaves (see <see cref="HeldBody"/>). A request that is refused
/// before its sender is known has <c>ResponseStarted</c>, as in the original, and then the last stage like any other.
/// </summary>
internal sealed class RequestAudit
{
    private const int MaxBody = 2 * 1024 * 1024;
    private const int StatusSize = 4 * 1024;
    private readonly AuditLog _log;
    private readonly RequestContext _context;
    private readonly HeldBody _held;
    private readonly DateTimeOffset _receivedAt;
    private readonly SortedDictionary<string, string> _annotations = new(StringComparer.Ordinal);
    private AuditDecision? _decision;
    private AuditUser? _user;
    private AuditUser? _impersonated;
    private Status? _refusal;
    private bool _panicked;
    private bool _started;
    private ReadOnlyMemory<byte> _body;
    private Node? _bodyTree;

    private RequestAudit(AuditLog log, RequestContext context)
    {
        _log = log;
        _context = context;
        _receivedAt = context.Time.GetUtcNow();
        _held = new HeldBody(context.Http, StatusSize);
    }

    private bool IsLongRunning => _context.Info is { IsLongRunning: true };

    /// <summary>Begins the record of a request.</summary>
    public static RequestAudit Open(AuditLog log, RequestContext context)
    {
        var audit = new RequestAudit(log, context);
        audit._held.Begin();
        return audit;
    }

    /// <summary>The sender is known: the policy decides, the first event is made.</summary>
    /// <exception cref="StatusException">500: the event can't be written, and requests without a record aren't wanted.</exception>
    public async ValueTask BeginAsync(UserInfo user)
    {
        _user = Show(user);
        var decision = _decision = Decide();
        if (decision.Level == AuditLevel.None || IsLongRunning)
        {
            _held.StepAside();
        }

        _held.CopyLimit = decision.Level == AuditLevel.RequestResponse ? MaxBody : StatusSize;
        if (decision.Level != AuditLevel.None && IsLongRunning)
        {
            _context.Http.Response.OnStarting(static audit => ((RequestAudit)audit).StartedAsync(), this);
        }

        if (!await EmitAsync(decision, AuditStages.RequestReceived))
        {
            _log.Counters.CountRejected();
            throw StatusErrors.Internal("failed to store audit event");
        }
    }

    /// <summary>The request runs as another user from here on.</summary>
    public void Impersonates(UserInfo user) => _impersonated = Show(user);

    /// <summary>The authorizer's word.</summary>
    public void Authorized(bool isAllowed, string reason = "")
    {
        Annotate("authorization.k8s.io/decision", isAllowed ? "allow" : "forbid");
        Annotate("authorization.k8s.io/reason", reason);
    }

    /// <summary>Notes something for the events to come; the first value of a name stays.</summary>
    public void Annotate(string name, string value)
    {
        lock (_annotations) // the deletes of a collection run side by side
        {
            _annotations.TryAdd(name, value);
        }
    }

    /// <summary>What admission said; the patches of webhooks show the request's body, so they are kept only where that is.</summary>
    public void Annotate(IReadOnlyDictionary<string, string>? annotations)
    {
        if (annotations is null)
        {
            return;
        }

        foreach (var (name, value) in annotations)
        {
            if (_decision is { Level: >= AuditLevel.Request }
                || !name.StartsWith("patch.webhook.admission.k8s.io/", StringComparison.Ordinal))
            {
                Annotate(name, value);
            }
        }
    }

    /// <summary>The whole body of the request was read.</summary>
    public void Read(ReadOnlyMemory<byte> body) => _body = body;

    /// <summary>The request will be answered with this refusal; what was written for it and not sent yet is dropped.</summary>
    /// <param name="refusal">The answer.</param>
    /// <param name="isUnexpected">The server failed: the last stage is <c>Panic</c>.</param>
    public void Refused(Status refusal, bool isUnexpected)
    {
        _refusal = refusal;
        _panicked = isUnexpected;
        if (!_context.Http.Response.HasStarted && IsHeld)
        {
            _held.Begin();
        }
    }

    /// <summary>The handler is done: makes the last event, then lets the end of the answer go. Never throws.</summary>
    public async ValueTask CloseAsync()
    {
        var isHeld = IsHeld; // the last event may be the first that asks the policy, which says something else then
        try
        {
            if (isHeld)
            {
                await _held.CompleteAsync();
            }

            await LastAsync();
        }
        catch (Exception failed)
        {
            AuditMessages.RecordFailed(_log.Logger, failed, Id);
        }

        try
        {
            if (isHeld)
            {
                await _held.ReleaseAsync();
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Nobody is there to be told.
        }
    }

    private bool IsHeld => _decision is null || (_decision.Level != AuditLevel.None && !IsLongRunning);

    private string Id => _context.Http.Response.Headers[HeaderValues.AuditId].ToString();

    private async ValueTask LastAsync()
    {
        if (_decision is null)
        {
            await EmitAsync(_decision = Decide(), AuditStages.ResponseStarted);
        }
        else if (IsLongRunning && !_started)
        {
            await EmitAsync(_decision, AuditStages.ResponseStarted);
        }

        await EmitAsync(_decision, _panicked ? AuditStages.Panic : AuditStages.ResponseComplete);
    }

    private async Task StartedAsync()
    {
        _started = true;
        await EmitAsync(_decision!, AuditStages.ResponseStarted);
    }

    private AuditDecision Decide() => _log.Decide(_context.Info is not { } info
        ? new AuditAttributes { Verb = _context.Http.Request.Method.ToLowerInvariant(), Path = Target, User = _user }
        : new AuditAttributes
        {
            User = _user,
            Verb = info.Verb,
            IsResource = info.IsResource,
            Path = info.Path,
            Group = info.Group,
            Version = info.Version,
            Resource = info.Resource,
            Subresource = info.Subresource,
            Namespace = info.Namespace,
            Name = info.Name,
        });

    private string Target => _context.Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private ValueTask<bool> EmitAsync(AuditDecision decision, AuditStages stage)
    {
        if (decision.Level == AuditLevel.None || (decision.OmitStages & stage) != 0)
        {
            return new(result: true);
        }

        var isFirst = stage == AuditStages.RequestReceived;
        var http = _context.Http;
        var item = new AuditEvent
        {
            Level = decision.Level,
            Id = Id,
            Stage = stage,
            RequestUri = Target,
            Verb = _context.Info?.Verb ?? http.Request.Method.ToLowerInvariant(),
            User = _user,
            ImpersonatedUser = _impersonated,
            ImpersonationConstraint = _context.ImpersonationConstraint,
            SourceAddresses = SourceAddresses.Of(http),
            UserAgent = AuditTexts.UserAgent(http.Request),
            Object = _context.Info is { IsResource: true } info ? AuditTexts.Reference(info, NamesItsObject ? BodyTree : null) : null,
            ResponseStatus = isFirst ? null : ResponseStatus(),
            RequestObject = isFirst ? default : RequestObject(decision),
            ResponseObject = isFirst || stage == AuditStages.ResponseStarted ? default : ResponseObject(decision),
            ReceivedAt = _receivedAt,
            StageAt = isFirst ? _receivedAt : _context.Time.GetUtcNow(),
            Annotations = _annotations,
        };
        lock (_annotations)
        {
            return _log.ProcessAsync(item);
        }
    }

    // Patches and options name no object.
    private bool NamesItsObject => _context.Info.Verb is "create" or "update";

    private Node? BodyTree => _bodyTree ??= AuditBodies.Read(_context, _body, _context.Http.Request.ContentType ?? "");

    private ReadOnlyMemory<byte> RequestObject(AuditDecision decision)
    {
        if (decision.Level < AuditLevel.Request || _context.Info is not { IsResource: true } || BodyTree is not { } tree)
        {
            return default;
        }

        if (decision.OmitManagedFields)
        {
            AuditBodies.DropManagedFields(tree);
        }

        return tree.ToUtf8();
    }

    private ReadOnlyMemory<byte> ResponseObject(AuditDecision decision)
    {
        if (decision.Level < AuditLevel.RequestResponse || _context.Info is not { IsResource: true })
        {
            return default;
        }

        if (!IsHeld)
        {
            // What a watch or a connection carries is nobody's to keep.
            return _refusal is { } refusal ? refusal.ToNode().ToUtf8() : default;
        }

        if (_held.Total > MaxBody)
        {
            Annotate("audit.k8s.io/truncated", "true");
            return default;
        }

        var tree = AnswerTree();
        if (tree is not null && decision.OmitManagedFields)
        {
            AuditBodies.DropManagedFields(tree);
        }

        return tree?.ToUtf8() ?? default;
    }

    private Node? AnswerTree()
    {
        var headers = _context.Http.Response.Headers;
        var body = headers.ContentEncoding.Count > 0 ? AuditBodies.Unpack(_held.Copy, MaxBody) : _held.Copy;
        return AuditBodies.Read(_context, body, headers.ContentType.ToString());
    }

    private ObjectNode ResponseStatus()
    {
        if (_refusal is { } refusal)
        {
            return AuditTexts.Status(_user is null && refusal.Code == 401
                ? refusal with { Message = AuditTexts.AttemptedMethods(_context.Http) }
                : refusal);
        }

        var response = _context.Http.Response;
        if (_context.Http.RequestAborted.IsCancellationRequested && !response.HasStarted && _held.Total == 0)
        {
            return AuditTexts.ClosedEarly();
        }

        // A delete may answer with a Status, which says more than the code.
        return _context.Info is { Verb: "delete" } && _held.Total is > 0 and <= StatusSize && AnswerTree() is ObjectNode status
            && status.Text("kind") == "Status"
            ? AuditTexts.Status(status, response.StatusCode)
            : new ObjectNode { { "metadata", new ObjectNode() }, { "code", response.StatusCode } };
    }

    private static AuditUser Show(UserInfo user) => new(user.Name, user.Uid, user.Groups, user.Extra);
}
