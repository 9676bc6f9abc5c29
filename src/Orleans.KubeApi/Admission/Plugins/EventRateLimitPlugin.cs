using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>EventRateLimit: who writes too many Events gets 429. Each silo counts for itself.</summary>
internal sealed class EventRateLimitPlugin(IReadOnlyList<EventRateSettings> limits, TimeProvider time) : PluginBase
{
    private readonly List<TokenBuckets> _buckets = [.. limits.Select(l => new TokenBuckets(l.PerSecond, l.Burst, l.BucketsMax, time))];

    /// <inheritdoc/>
    public override string Name => "EventRateLimit";

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        var isEvent = request.Kind is { Kind: "Event", Group: "" or "events.k8s.io" };
        if (!isEvent || request.DryRun || request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update))
        {
            return;
        }

        // All buckets pay, as in the original: what one refuses still counts for the others.
        List<string>? reasons = null;
        for (var i = 0; i < limits.Count; i++)
        {
            var key = KeyOf(limits[i].Type, request);
            if (!_buckets[i].TryTake(key))
            {
                (reasons ??= []).Add($"limit reached on type {limits[i].Type} for key {key}");
            }
        }

        if (reasons is not null)
        {
            // Without Retry-After: who reports events drops one rather than sending it again.
            throw new StatusException(new Status(429, "TooManyRequests",
                $"Too many requests: {(reasons.Count == 1 ? reasons[0] : $"[{string.Join(", ", reasons)}]")}"));
        }
    }

    private static string KeyOf(string type, AdmissionRequest request) => type switch
    {
        "Namespace" => request.Namespace,
        "User" => request.User.Name,
        "SourceAndObject" => SourceAndObject(request.Object!),
        _ => "",
    };

    private static string SourceAndObject(ObjectNode item)
    {
        var source = item.Object("source") ?? item.Object("deprecatedSource");
        var about = item.Object("involvedObject") ?? item.Object("regarding");
        return string.Concat(
            (string?[])[
                source?.Text("component"), source?.Text("host"), about?.Text("kind"), about?.Text("namespace"), about?.Text("name"),
                about?.Text("uid"), about?.Text("apiVersion"),
            ]);
    }
}
