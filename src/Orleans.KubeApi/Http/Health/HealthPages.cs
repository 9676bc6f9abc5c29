using System.Text;
using Orleans.KubeApi.Http.Measuring;

namespace Orleans.KubeApi.Http.Health;

/// <summary>
/// The texts of the health endpoints (apiserver <c>healthz/healthz.go</c>). Their whole pages are open: probes carry no credentials.
/// </summary>
internal sealed class HealthPages(IReadiness readiness, HealthMetrics? metrics = null)
{
    private static readonly byte[] Ok = "ok"u8.ToArray();

    /// <summary>Whether a target is a health page, whatever the method.</summary>
    public static HealthEndpoint? EndpointOf(RequestTarget target) => target is { IsExact: true, Segments: [var first, ..] }
        ? first switch
        {
            "healthz" => HealthEndpoint.Healthz,
            "livez" => HealthEndpoint.Livez,
            "readyz" => HealthEndpoint.Readyz,
            _ => null,
        }
        : null;

    /// <summary>Answers a health page.</summary>
    public ValueTask AnswerAsync(RequestContext context, HealthEndpoint endpoint)
    {
        var segments = context.Target.Segments;
        var checks = readiness.Check(endpoint);
        return segments.Length == 1
            ? AllAsync(context, segments[0], checks)
            : OneAsync(context, string.Join('/', segments[1..]), checks);
    }

    private static ValueTask OneAsync(RequestContext context, string name, IReadOnlyList<HealthResult> checks)
    {
        foreach (var check in checks)
        {
            if (check.Name == name)
            {
                return check.Ok
                    ? Answers.TextAsync(context, 200, Ok)
                    : Answers.TextAsync(context, 500, Encoding.UTF8.GetBytes($"internal server error: {check.Why}\n"));
            }
        }

        return Answers.PageNotFoundAsync(context);
    }

    private ValueTask AllAsync(RequestContext context, string page, IReadOnlyList<HealthResult> checks)
    {
        var excluded = context.Target.Query.All("exclude").ToList();
        var text = new StringBuilder();
        var failed = false;
        foreach (var check in checks)
        {
            if (excluded.RemoveAll(e => e == check.Name) > 0)
            {
                text.Append("[+]").Append(check.Name).Append(" excluded: ok\n");
                continue;
            }

            metrics?.Checked(page, check);
            if (check.Ok)
            {
                text.Append("[+]").Append(check.Name).Append(" ok\n");
            }
            else
            {
                failed = true;
                text.Append("[-]").Append(check.Name).Append(" failed: reason withheld\n");
            }
        }

        if (excluded.Count > 0)
        {
            text.Append("warn: some health checks cannot be excluded: no matches for ")
                .AppendJoin(", ", excluded.Select(e => $"\"{e}\"")).Append('\n');
        }

        if (failed)
        {
            return Answers.TextAsync(context, 500, Encoding.UTF8.GetBytes(text.Append(page).Append(" check failed\n").ToString()));
        }

        return context.Target.Query.Get("verbose") is null
            ? Answers.TextAsync(context, 200, Ok)
            : Answers.TextAsync(context, 200, Encoding.UTF8.GetBytes(text.Append(page).Append(" check passed\n").ToString()));
    }
}
