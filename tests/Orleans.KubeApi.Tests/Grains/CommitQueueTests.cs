using System.Text;
using Orleans.KubeApi.Grains;
using Xunit;

namespace Orleans.KubeApi.Tests.Grains;

public sealed class CommitQueueTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"metadata":{"name":"a","resourceVersion":"0"}}""");

    [Fact]
    public void TakeBatch_GivesOutRevisionsInOrderAndPutsThemIntoTheBodies()
    {
        var queue = new CommitQueue();
        queue.Add(Commit("a", 0, 2));
        queue.Add(Commit("b", 7, 1));
        var batch = queue.TakeBatch(10);
        Assert.Equal([11L, 12, 13], batch.SelectMany(c => c.Rows).Select(r => r.Revision));
        Assert.Equal([0L, 11, 7], batch.SelectMany(c => c.Rows).Select(r => r.PreviousRevision));
        Assert.Equal([false, true, false], batch.SelectMany(c => c.Rows).Select(r => r.PreviousInBatch));
        Assert.Contains("\"resourceVersion\":\"12\"", Encoding.UTF8.GetString(batch[0].Bodies[1]));
    }

    [Fact]
    public void TakeBatch_SameKeyTwice_LeavesTheSecondForTheDatabaseToJudge()
    {
        var queue = new CommitQueue();
        queue.Add(Commit("a", 5, 1));
        queue.Add(Commit("a", 5, 1));
        queue.Add(Commit("b", 0, 1));
        Assert.Equal(["a", "b"], queue.TakeBatch(10).Select(c => c.Message.Key));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void TakeBatch_StopsAtTheLimitOfRows()
    {
        var queue = new CommitQueue();
        for (var i = 0; i < 600; i++)
        {
            queue.Add(Commit($"k{i}", 0, 1));
        }

        Assert.Equal(512, queue.TakeBatch(0).Count);
        Assert.Equal(88, queue.TakeBatch(512).Count);
    }

    [Fact]
    public void Return_PutsCommitsBackInFrontWithoutRevisions()
    {
        var queue = new CommitQueue();
        queue.Add(Commit("a", 0, 1));
        queue.Add(Commit("b", 0, 1));
        var batch = queue.TakeBatch(0);
        queue.Add(Commit("c", 0, 1));
        queue.Return(batch);
        var again = queue.TakeBatch(20);
        Assert.Equal(["a", "b", "c"], again.Select(c => c.Message.Key));
        Assert.Equal([21L, 22, 23], again.SelectMany(c => c.Rows).Select(r => r.Revision));
    }

    private static PendingCommit Commit(string key, long expected, int versions) => new(new CommitMessage
    {
        Key = key,
        ExpectedRevision = expected,
        Bodies = [.. Enumerable.Repeat(Body, versions)],
        Deleted = new bool[versions],
    });
}
