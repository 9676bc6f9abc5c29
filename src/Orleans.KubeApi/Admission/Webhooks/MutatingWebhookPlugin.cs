using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>
/// MutatingAdmissionWebhook: asks the matching webhooks one after the other and applies their patches. When one changed the object, the
/// whole mutating pass runs a second time, in which only those webhooks are called that want it and whose object changed.
/// </summary>
internal sealed class MutatingWebhookPlugin(
    IWebhookSource source, IAdmissionForms forms, WebhookClients clients, WebhookAccess access,
    ILogger<MutatingWebhookPlugin> logger) : IWaitingAdmissionPlugin
{
    private const string Prefix = "mutation.webhook.admission.k8s.io/";
    private readonly WebhookMatcher _matcher = new(forms);
    private readonly WebhookCaller _caller = new(clients, access.Mutating);

    /// <inheritdoc/>
    public string Name => "MutatingAdmissionWebhook";

    /// <inheritdoc/>
    public bool SeesConnections => true;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request)
    {
        var known = source.GetAsync(mutating: true);
        return known is { IsCompletedSuccessfully: true, Result.Count: 0 } ? ValueTask.CompletedTask : RunAsync(request, known);
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request) => ValueTask.CompletedTask;

    private async ValueTask RunAsync(AdmissionRequest request, ValueTask<IReadOnlyList<Webhook>> known)
    {
        var hooks = await known;
        if (hooks.Count == 0 || WebhookMatcher.IsExempt(request))
        {
            return;
        }

        var own = WebhookMatcher.TargetOf(request);
        request.Reinvocation?.Begin(request.Object);
        for (var i = 0; i < hooks.Count; i++)
        {
            if (_matcher.Match(hooks[i], request, own) is not { } call)
            {
                continue;
            }

            var reinvocation = request.Reinvocation ??= new Reinvocation();
            if (reinvocation.MayCall(call.Hook))
            {
                var place = $"round_{(reinvocation.IsSecond ? 1 : 0)}_index_{i}";
                reinvocation.Called(call.Hook, await CallAsync(request, call, own, place));
            }
        }

        request.Reinvocation?.End(request.Object);
    }

    /// <summary>Whether the object was changed.</summary>
    private async ValueTask<bool> CallAsync(AdmissionRequest request, Invocation call, ReviewTarget own, string place)
    {
        var time = request.BeforeWait();
        var changed = false;
        try
        {
            var shown = forms.InForm(request.Object, own, call.Target);
            var answer = await _caller.AskAsync(request, call, shown, forms.InForm(request.Old, own, call.Target), mutating: true, time);
            WebhookCaller.Report(request, call.Hook, answer);
            if (!answer.Allowed)
            {
                throw WebhookRefusals.Denied(call.Hook, answer.Result);
            }

            changed = answer.Patch.Length > 0 && Apply(request, call, own, shown, answer.Patch, place);
        }
        catch (WebhookCallException failed) when (call.Hook.IgnoresFailures)
        {
            LogMessages.FailedOpen(logger, call.Hook.Name, failed.Message);
            request.AuditAnnotations.Add($"failed-open.{Prefix}{place}", call.Hook.Name);
            if (time.IsCancellationRequested)
            {
                throw WebhookRefusals.OutOfTime();
            }
        }
        catch (WebhookCallException failed)
        {
            throw WebhookRefusals.Failed(call.Hook, failed);
        }
        finally
        {
            request.AuditAnnotations.Add(Prefix + place, Annotation(call.Hook, "mutated", changed));
        }

        return changed;
    }

    private bool Apply(
        AdmissionRequest request, Invocation call, ReviewTarget own, ObjectNode? shown, byte[] patch, string place)
    {
        var operations = Operations(patch);
        if (operations.Items.Count == 0)
        {
            return false;
        }

        if (shown is null)
        {
            throw WebhookRefusals.NothingToPatch(call.Hook);
        }

        var next = forms.Patch(shown, patch, call.Target, request.Subresource);
        var changed = !Node.DeepEquals(shown, next);
        request.AuditAnnotations.Add("patch.webhook.admission.k8s.io/" + place, Annotation(call.Hook, "patch", operations, "JSONPatch"));
        if (changed)
        {
            Replace(request.Object!, forms.InForm(next, call.Target, own)!);
        }

        return changed;
    }

    private static ArrayNode Operations(byte[] patch)
    {
        try
        {
            return NodeReader.Parse(patch) as ArrayNode ?? throw new System.Text.Json.JsonException();
        }
        catch (System.Text.Json.JsonException)
        {
            throw new WebhookCallException("received undecodable patch in webhook response: it is no JSON array");
        }
    }

    // Callers hold on to the object and its metadata, so both stay what they are.
    private static void Replace(ObjectNode target, ObjectNode next)
    {
        var metadata = next.Has("metadata") ? target.Child("metadata") : [];
        target.Clear();
        foreach (var (name, value) in next)
        {
            target.Append(name, name == "metadata" ? metadata : value);
        }

        metadata.Clear();
        foreach (var (name, value) in next.Object("metadata") ?? [])
        {
            metadata.Append(name, value);
        }
    }

    private static string Annotation(Webhook hook, string name, Node value, string? patchType = null)
    {
        var annotation = new ObjectNode { { "configuration", hook.Configuration }, { "webhook", hook.Name }, { name, value } };
        if (patchType is not null)
        {
            annotation.Set("patchType", patchType);
        }

        return annotation.ToString();
    }
}
