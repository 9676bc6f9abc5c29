using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>
/// ValidatingAdmissionWebhook: asks all matching webhooks at the same time. They see what will be stored; nothing can change it any more.
/// </summary>
internal sealed class ValidatingWebhookPlugin(
    IWebhookSource source, IAdmissionForms forms, WebhookClients clients, WebhookAccess access,
    ILogger<ValidatingWebhookPlugin> logger) : IWaitingAdmissionPlugin
{
    private const string FailedOpen = "failed-open.validating.webhook.admission.k8s.io/round_0_index_";
    private readonly WebhookMatcher _matcher = new(forms);
    private readonly WebhookCaller _caller = new(clients, access.Validating);

    /// <inheritdoc/>
    public string Name => "ValidatingAdmissionWebhook";

    /// <inheritdoc/>
    public bool SeesConnections => true;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request)
    {
        var known = source.GetAsync(mutating: false);
        return known is { IsCompletedSuccessfully: true, Result.Count: 0 } ? ValueTask.CompletedTask : RunAsync(request, known);
    }

    private async ValueTask RunAsync(AdmissionRequest request, ValueTask<IReadOnlyList<Webhook>> known)
    {
        var hooks = await known;
        if (hooks.Count == 0 || WebhookMatcher.IsExempt(request))
        {
            return;
        }

        var own = WebhookMatcher.TargetOf(request);
        var calls = new List<Invocation>();
        foreach (var hook in hooks)
        {
            if (_matcher.Match(hook, request, own) is { } call)
            {
                calls.Add(call);
            }
        }

        if (calls.Count > 0)
        {
            await CallAllAsync(request, calls, own, request.BeforeWait());
        }
    }

    private async Task CallAllAsync(AdmissionRequest request, List<Invocation> calls, ReviewTarget own, CancellationToken time)
    {
        if (time.IsCancellationRequested)
        {
            throw WebhookRefusals.OutOfTime();
        }

        var shown = Shown(request);
        var views = calls.Select(c => c.Target).Distinct()
            .ToDictionary(t => t, t => (forms.InForm(shown, own, t), forms.InForm(request.Old, own, t)));
        var answers = calls.ConvertAll(call =>
        {
            var (tree, old) = views[call.Target];
            return _caller.AskAsync(request, call, tree, old, mutating: false, time);
        });
        Task all = Task.WhenAll(answers);
        await all.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);

        // The first refusal counts, but what all of them said is reported.
        StatusException? refusal = null;
        for (var i = 0; i < calls.Count; i++)
        {
            var refused = await TakeAsync(request, calls[i].Hook, answers[i], i);
            refusal ??= refused;
        }

        if (refusal is not null)
        {
            throw refusal;
        }
    }

    private async Task<StatusException?> TakeAsync(AdmissionRequest request, Webhook hook, Task<ReviewAnswer> asked, int index)
    {
        try
        {
            var answer = await asked;
            WebhookCaller.Report(request, hook, answer);
            return answer.Allowed ? null : WebhookRefusals.Denied(hook, answer.Result);
        }
        catch (WebhookCallException failed) when (hook.IgnoresFailures)
        {
            LogMessages.FailedOpen(logger, hook.Name, failed.Message);
            request.AuditAnnotations.Add(FailedOpen + index.ToString(CultureInfo.InvariantCulture), hook.Name);
            return null;
        }
        catch (WebhookCallException failed)
        {
            return WebhookRefusals.Failed(hook, failed);
        }
        catch (StatusException refused)
        {
            return refused;
        }
    }

    // An update that named no version goes on top of the one there is, and shows that.
    private static ObjectNode? Shown(AdmissionRequest request)
    {
        if (request is not { Operation: AdmissionOperation.Update, Object: { } tree, Old: { } old }
            || old.Object("metadata")?.Text("resourceVersion") is not { Length: > 0 } version
            || tree.Object("metadata")?.Text("resourceVersion") is { Length: > 0 } and not "0")
        {
            return request.Object;
        }

        var shown = (ObjectNode)tree.Clone();
        shown.Child("metadata").Set("resourceVersion", version);
        return shown;
    }
}
