using System.Diagnostics;
using Orleans.KubeApi.Telemetry;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

public sealed class RequestSpanTests : IDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public RequestSpanTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (_spans)
                {
                    _spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Span_TrustedSender_ContinuesHisTrace()
    {
        await using var server = new FrontEnd();
        var trace = ActivityTraceId.CreateRandom();

        await server.GetAsync("/api/v1/namespaces/a/pods/p", $"traceparent: 00-{trace}-00f067aa0ba902b7-01");

        var span = Assert.Single(Spans(s => s.TraceId == trace));
        Assert.Equal("GET /api/v1/namespaces/{:namespace}/pods/{:name}", span.DisplayName);
        Assert.Equal("00f067aa0ba902b7", span.ParentSpanId.ToString());
        Assert.Equal(404, span.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task Span_OtherSender_OnlyHasALink()
    {
        await using var server = new FrontEnd();
        var trace = ActivityTraceId.CreateRandom();

        await server.SendAsync(
            "GET", "/api/v1/namespaces/a/pods", token: "alice", headers: $"traceparent: 00-{trace}-00f067aa0ba902b7-01");

        Assert.Empty(Spans(s => s.TraceId == trace));
        var span = Assert.Single(Spans(s => s.Links.Any(l => l.Context.TraceId == trace)));
        Assert.Equal(default, span.ParentSpanId);
    }

    private List<Activity> Spans(Func<Activity, bool> which)
    {
        lock (_spans)
        {
            return [.. _spans.Where(which)];
        }
    }
}
