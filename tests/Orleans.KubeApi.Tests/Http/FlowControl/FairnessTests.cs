using Orleans.KubeApi.Http.FlowControl;
using Xunit;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

/// <summary>Flows that share a level, in simulated time.</summary>
public sealed class FairnessTests
{
    [Fact]
    public void Flood_OfOneFlow_LeavesTheOtherItsHalf()
    {
        // A thousand clients against ten: with first come, first served the ten would get a hundredth.
        var served = Run(seats: 10, seconds: 10, new Client(0, 1000, 0.01), new Client(1, 10, 0.01));
        Assert.InRange(served[1] / (double)(served[0] + served[1]), 0.45, 0.55);
    }

    [Fact]
    public void Flood_OfOneFlow_LeavesSomebodyWhoAsksForLessHisLatency()
    {
        // One request at a time needs a tenth of the seats: it must not wait longer than a request of the others takes.
        var quiet = new Client(1, 1, 0.01);
        Run(seats: 10, seconds: 10, new Client(0, 1000, 0.01), quiet);
        Assert.InRange(quiet.LongestWait, 0, 0.021);
    }

    [Fact]
    public void Flood_OfSlowRequests_IsChargedForTheirTime()
    {
        // Equal shares of seat-time, so ten times as many of the fast ones; the estimate alone would give equal numbers.
        var served = Run(seats: 10, seconds: 30, new Client(0, 50, 0.1), new Client(1, 50, 0.01));
        Assert.InRange(served[1] / (double)served[0], 8, 12);
    }

    [Fact]
    public void Flood_OfWideRequests_IsChargedForTheirSeats()
    {
        var served = Run(seats: 10, seconds: 30, new Client(0, 50, 0.01, Seats: 5), new Client(1, 50, 0.01));

        // Five to one, less what stays empty while a wide one waits for its five.
        Assert.InRange(served[1] / (double)served[0], 3, 6);
    }

    [Fact]
    public void Flood_AfterALongRest_GetsNoCreditForIt()
    {
        var late = new Client(1, 50, 0.01, From: 10);
        var served = Run(seats: 10, seconds: 20, new Client(0, 50, 0.01), late);

        // The first had ten seconds alone and half of the other ten.
        Assert.InRange(served[0] / (double)served[1], 2.7, 3.3);
    }

    private static int[] Run(int seats, double seconds, params Client[] clients)
    {
        var level = new TestLevel(seats, queues: clients.Length, length: 10_000);
        var running = new List<(FlowRequest Request, Client Client, double Entered)>();
        var ends = new Dictionary<FlowRequest, double>();
        var served = new int[clients.Length];
        const double Step = 0.001;
        for (var now = 0.0; now < seconds; now += Step)
        {
            for (var i = running.Count - 1; i >= 0; i--)
            {
                var (request, client, entered) = running[i];
                if (!ends.TryGetValue(request, out var end) && TestLevel.IsServed(request))
                {
                    ends[request] = end = now + client.Takes;
                    client.LongestWait = Math.Max(client.LongestWait, now - entered);
                }

                if (end > 0 && end <= now + (Step / 2))
                {
                    level.Level.Leave(request);
                    ends.Remove(request);
                    running.RemoveAt(i);
                    served[client.Flow]++;
                }
            }

            foreach (var client in clients.Where(c => c.From <= now))
            {
                for (var have = running.Count(r => r.Client == client); have < client.Concurrency; have++)
                {
                    var (entry, request) = level.Enter(client.Flow, new WorkEstimate(client.Seats));
                    Assert.NotEqual(FlowLevel.Entry.Rejected, entry);
                    running.Add((request, client, now));
                }
            }

            level.Time.Advance(TimeSpan.FromSeconds(Step));
        }

        return served;
    }

    private sealed record Client(int Flow, int Concurrency, double Takes, int Seats = 1, double From = 0)
    {
        public double LongestWait { get; set; }
    }
}
