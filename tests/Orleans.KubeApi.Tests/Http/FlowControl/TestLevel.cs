using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

/// <summary>A level with the time in the test's hand; each flow named by a number goes to the queue of that number.</summary>
internal sealed class TestLevel
{
    private static readonly ObjectNode NoSchema = new() { { "metadata", new ObjectNode { { "name", "test" } } } };
    private readonly CompiledSchema _schema;

    public TestLevel(int seats, int queues = 4, int length = 10, bool exempt = false)
    {
        Level = new FlowLevel(
            new LevelSettings
            {
                Name = exempt ? LevelSettings.Exempt : "test",
                IsExempt = exempt,
                Queues = queues,
                HandSize = 1,
                QueueLength = length,
                Shares = 10,
            },
            Time);
        _schema = CompiledSchema.Read(NoSchema, Level, new FlowStatistics());
        Level.SetLimit(seats);
    }

    public FakeTimeProvider Time { get; } = new();

    public FlowLevel Level { get; }

    public FlowStatistics Statistics => Level.Statistics(_schema);

    public FlowRequest Request(WorkEstimate? work = null) => new(_schema, "", work ?? WorkEstimate.One, null);

    /// <summary>Sends one of a flow. With hands of one card the card is the hash itself.</summary>
    public (FlowLevel.Entry Entry, FlowRequest Request) Enter(int flow = 0, WorkEstimate? work = null)
    {
        var request = Request(work);
        return (Level.Enter(request, (ulong)flow, -1), request);
    }

    public FlowRequest[] Fill(int count, int flow = 0) => [.. Enumerable.Range(0, count).Select(_ => Enter(flow).Request)];

    public static bool IsServed(FlowRequest request) => request.State == FlowRequest.Phase.Executing;
}
