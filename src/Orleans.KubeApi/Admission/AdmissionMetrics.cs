using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Telemetry;

namespace Orleans.KubeApi.Admission;

/// <summary>How long admission takes, under the original's names (apiserver <c>admission/metrics</c>).</summary>
internal sealed class AdmissionMetrics
{
    private static readonly double[] Bounds = [0.005, 0.025, 0.1, 0.5, 1, 2.5];
    private static readonly double[] WebhookBounds = [.. Bounds, 10, 25];
    private readonly TimeProvider _time;
    private readonly MetricFamily<Histogram> _plugins;
    private readonly MetricFamily<Histogram> _steps;
    private readonly MetricFamily<Histogram> _webhooks;
    private readonly MetricFamily<Counter> _webhookRequests;
    private readonly MetricFamily<Counter> _webhookRejections;
    private readonly MetricFamily<Counter> _webhooksOpen;

    public AdmissionMetrics(MetricRegistry registry, TimeProvider time)
    {
        _time = time;
        _plugins = registry.Histogram("apiserver_admission_controller_admission_duration_seconds",
            "Seconds that a compiled-in plug-in took for a write.", Bounds, "name", "type", "operation", "rejected");
        _steps = registry.Histogram("apiserver_admission_step_admission_duration_seconds",
            "Seconds that all plug-ins together took for a write.", Bounds, "type", "operation", "rejected");
        _webhooks = registry.Histogram("apiserver_admission_webhook_admission_duration_seconds",
            "Seconds that a webhook took for a write.", WebhookBounds, "name", "type", "operation", "rejected");
        _webhookRequests = registry.Counter("apiserver_admission_webhook_request_total",
            "Calls of webhooks.", "name", "type", "operation", "code", "rejected");
        _webhookRejections = registry.Counter("apiserver_admission_webhook_rejection_count",
            "Writes refused by a webhook, or because it couldn't be called.", "name", "type", "operation", "error_type", "rejection_code");
        _webhooksOpen = registry.Counter("apiserver_admission_webhook_fail_open_count",
            "Calls that failed and were passed over by the webhook's policy.", "name", "type");
    }

    /// <summary>The series of a pass of all plug-ins; "admit" or "validate".</summary>
    public AdmissionPass Step(string type) =>
        new((operation, rejected) => _steps.With(type, operation, rejected));

    /// <summary>The series of a plug-in's pass.</summary>
    public AdmissionPass Plugin(string name, string type) =>
        new((operation, rejected) => _plugins.With(name, type, operation, rejected));

    /// <summary>Runs a pass and measures it. Allocates nothing where nobody waits, if <paramref name="run"/> is static.</summary>
    public ValueTask RunAsync<T>(AdmissionPass pass, T target, AdmissionRequest request, Func<T, AdmissionRequest, ValueTask> run)
    {
        var began = _time.GetTimestamp();
        ValueTask running;
        try
        {
            running = run(target, request);
        }
        catch (StatusException)
        {
            Observe(pass, request, began, rejected: true);
            throw;
        }

        if (!running.IsCompletedSuccessfully)
        {
            return WaitAsync(pass, request, began, running);
        }

        Observe(pass, request, began, rejected: false);
        return running;
    }

    /// <summary>A webhook answered, or failed to.</summary>
    /// <param name="call">Which one was asked about what.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="end">What came of it.</param>
    /// <param name="code">HTTP code of the answer: 200, the refusal's, or of the failure.</param>
    public void Webhook(WebhookCall call, TimeSpan took, WebhookEnd end, int code)
    {
        var (name, type) = (call.Name, call.Mutating ? "admit" : "validating");
        var operation = call.Operation.ToString().ToUpperInvariant();
        var number = Math.Min(code, 600).ToString(CultureInfo.InvariantCulture);
        var rejected = end is WebhookEnd.Denied or WebhookEnd.Failed ? "true" : "false";
        _webhooks.With(name, type, operation, rejected).Observe(took.TotalSeconds);
        _webhookRequests.With(name, type, operation, number, rejected).Add();
        switch (end)
        {
            case WebhookEnd.Denied or WebhookEnd.Failed:
                _webhookRejections.With(
                    name, type, operation, end == WebhookEnd.Denied ? "no_error" : "calling_webhook_error", number).Add();
                break;
            case WebhookEnd.FailedOpen:
                _webhooksOpen.With(name, type).Add();
                break;
        }
    }

    // Stays on the caller's scheduler: the trees belong to the grain.
    private async ValueTask WaitAsync(AdmissionPass pass, AdmissionRequest request, long began, ValueTask running)
    {
        try
        {
            await running;
        }
        catch (StatusException)
        {
            Observe(pass, request, began, rejected: true);
            throw;
        }

        Observe(pass, request, began, rejected: false);
    }

    private void Observe(AdmissionPass pass, AdmissionRequest request, long began, bool rejected) =>
        pass.Of(request.Operation, rejected).Observe(_time.GetElapsedTime(began).TotalSeconds);
}
