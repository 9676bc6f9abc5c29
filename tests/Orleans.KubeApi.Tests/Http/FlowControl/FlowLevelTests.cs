using Orleans.KubeApi.Http.FlowControl;
using Xunit;
using static Orleans.KubeApi.Http.FlowControl.FlowLevel;

namespace Orleans.KubeApi.Tests.Http.FlowControl;

public sealed class FlowLevelTests
{
    [Fact]
    public void Enter_UnderTheLimit_IsServedAtOnce()
    {
        var level = new TestLevel(seats: 2);
        Assert.Equal([Entry.Served, Entry.Served, Entry.Waiting], new[] { level.Enter().Entry, level.Enter().Entry, level.Enter().Entry });
    }

    [Fact]
    public void Leave_WithOthersWaiting_DispatchesTheOldest()
    {
        var level = new TestLevel(seats: 1);
        var requests = level.Fill(3);
        level.Level.Leave(requests[0]);
        Assert.True(TestLevel.IsServed(requests[1]));
        Assert.True(requests[1].Dispatched!.Task.IsCompletedSuccessfully);
        Assert.False(requests[2].Dispatched!.Task.IsCompleted);
    }

    [Fact]
    public void Leave_Twice_GivesSeatsBackOnce()
    {
        var level = new TestLevel(seats: 1);
        var requests = level.Fill(3);
        level.Level.Leave(requests[0]);
        level.Level.Leave(requests[0]);
        Assert.Equal(1, level.Level.View().Executing);
    }

    [Fact]
    public void Enter_FullQueue_IsRejectedButOtherQueuesAreOpen()
    {
        var level = new TestLevel(seats: 1, length: 2);
        level.Fill(3);
        Assert.Equal(Entry.Rejected, level.Enter(flow: 0).Entry);
        Assert.Equal(Entry.Waiting, level.Enter(flow: 1).Entry);
        Assert.Equal(1, level.Statistics.QueueFull);
    }

    [Fact]
    public void Enter_LevelWithoutQueues_IsRejectedAtTheLimit()
    {
        var level = new TestLevel(seats: 2, queues: 0);
        var first = level.Enter().Request;
        level.Enter();
        Assert.Equal(Entry.Rejected, level.Enter().Entry);
        level.Level.Leave(first);
        Assert.Equal(Entry.Served, level.Enter().Entry);
        Assert.Equal(1, level.Statistics.ConcurrencyLimit);
    }

    [Fact]
    public void Enter_ExemptLevel_KnowsNoLimit()
    {
        var level = new TestLevel(seats: 0, queues: 0, exempt: true);
        Assert.All(level.Fill(1000), r => Assert.True(TestLevel.IsServed(r)));
    }

    [Fact]
    public void Enter_WiderThanTheLevel_IsServedAlone()
    {
        var level = new TestLevel(seats: 2);
        var narrow = level.Enter().Request;
        var wide = level.Enter(flow: 1, new WorkEstimate(10)).Request;
        Assert.False(TestLevel.IsServed(wide));
        level.Level.Leave(narrow);
        Assert.True(TestLevel.IsServed(wide));
        Assert.Equal(Entry.Waiting, level.Enter(flow: 2).Entry);
    }

    [Fact]
    public void GiveUp_Waiting_LeavesTheQueueAndFreesItsPlace()
    {
        var level = new TestLevel(seats: 1, length: 1);
        var requests = level.Fill(2);
        Assert.True(level.Level.GiveUp(requests[1]));
        Assert.False(level.Level.GiveUp(requests[1]));
        Assert.Equal(Entry.Waiting, level.Enter().Entry);
        Assert.Equal(1, level.Statistics.TimedOut);
    }

    [Fact]
    public void GiveUp_AlreadyDispatched_IsFalse()
    {
        var level = new TestLevel(seats: 1);
        var requests = level.Fill(2);
        level.Level.Leave(requests[0]);
        Assert.False(level.Level.GiveUp(requests[1]));
    }

    [Fact]
    public void Leave_WithFinalSeats_KeepsThemForTheirTime()
    {
        var level = new TestLevel(seats: 4);
        var write = level.Enter(flow: 0, new WorkEstimate(1, FinalSeats: 4, FinalSeconds: 0.5)).Request;
        level.Level.Leave(write);
        var next = level.Enter(flow: 1).Request;
        Assert.False(TestLevel.IsServed(next));
        level.Time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.True(TestLevel.IsServed(next));
    }

    [Fact]
    public void Leave_WithFinalSeatsAndNobodyWaiting_FreesThemWhenTheNextComes()
    {
        var level = new TestLevel(seats: 4);
        level.Level.Leave(level.Enter(flow: 0, new WorkEstimate(1, FinalSeats: 4, FinalSeconds: 0.5)).Request);
        level.Time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.Equal(Entry.Served, level.Enter(flow: 1, new WorkEstimate(4)).Entry);
    }

    [Fact]
    public void SetLimit_More_DispatchesWhoeverWaits()
    {
        var level = new TestLevel(seats: 1);
        var requests = level.Fill(3);
        level.Level.SetLimit(3);
        Assert.All(requests, r => Assert.True(TestLevel.IsServed(r)));
    }

    [Fact]
    public void Configure_FewerQueues_DrainsTheOthers()
    {
        var level = new TestLevel(seats: 1, queues: 4);
        var served = level.Enter(flow: 3).Request;
        var waiting = level.Enter(flow: 2).Request;
        level.Level.Configure(level.Level.Settings with { Queues = 1 });
        Assert.InRange(level.Level.View().Queues.Count, 2, 3);
        level.Level.Leave(served);
        Assert.True(TestLevel.IsServed(waiting));
        level.Level.Leave(waiting);
        Assert.Single(level.Level.View().Queues);
        Assert.Equal(Entry.Served, level.Enter(flow: 7).Entry);
    }

    [Fact]
    public void Configure_NoQueuesAnyMore_StillServesThoseThatWait()
    {
        var level = new TestLevel(seats: 1);
        var requests = level.Fill(2);
        level.Level.Configure(level.Level.Settings with { Queues = 0 });
        Assert.Equal(Entry.Rejected, level.Enter().Entry);
        level.Level.Leave(requests[0]);
        Assert.True(TestLevel.IsServed(requests[1]));
        level.Level.Leave(requests[1]);
        Assert.True(level.Level.IsIdle);
    }

    [Fact]
    public void View_AfterManyRandomSteps_HasNothingLeft()
    {
        var random = new Random(7);
        var level = new TestLevel(seats: 5, queues: 8, length: 3);
        var live = new List<FlowRequest>();
        for (var step = 0; step < 20_000; step++)
        {
            level.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
            switch (random.Next(10))
            {
                case < 5:
                    var work = new WorkEstimate(random.Next(1, 4), random.Next(0, 3), random.Next(2) * 0.002);
                    if (level.Enter(random.Next(8), work) is { Entry: not Entry.Rejected } entered)
                    {
                        live.Add(entered.Request);
                    }

                    break;
                case < 9 when live.Count > 0:
                    var at = random.Next(live.Count);
                    if (TestLevel.IsServed(live[at]) || level.Level.GiveUp(live[at]))
                    {
                        level.Level.Leave(live[at]);
                        live.RemoveAt(at);
                    }

                    break;
                default:
                    level.Level.Configure(level.Level.Settings with { Queues = random.Next(0, 9) });
                    break;
            }

            Assert.True(level.Level.View() is { Seats: >= 0 } view && view.Queues.Sum(q => q.SeatsInUse) <= view.Seats);
        }

        while (live.FirstOrDefault(TestLevel.IsServed) is { } served)
        {
            live.Remove(served);
            level.Level.Leave(served);
            level.Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Empty(live);
        var end = level.Level.View();
        var counters = level.Statistics;
        Assert.Equal((0, 0, 0), (end.Seats, end.Waiting, end.Executing));
        Assert.Equal((0, 0, 0, 0), (counters.Waiting, counters.WaitingSeats, counters.Executing, counters.ExecutingSeats));
    }
}
