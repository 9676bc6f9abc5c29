using System.Text;
using Orleans.KubeApi.Audit;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Audit;

/// <summary>Keeps events in memory; a test can hold it up or break it.</summary>
internal sealed class MemoryTarget : IAuditTarget
{
    private readonly Lock _lock = new();
    private readonly List<List<string>> _batches = [];
    private TaskCompletionSource _open = Opened();

    /// <summary>Not null: every call fails with it.</summary>
    public string? Failure { get; set; }

    public IReadOnlyList<List<string>> Batches
    {
        get
        {
            lock (_lock)
            {
                return [.. _batches];
            }
        }
    }

    public IReadOnlyList<string> Lines => [.. Batches.SelectMany(b => b)];

    public IReadOnlyList<ObjectNode> Events => [.. Lines.Select(l => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(l)))];

    /// <summary>From now on calls don't return before <see cref="Release"/>.</summary>
    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open.TrySetResult();

    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> events, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken); // a test that fails must not hang
        if (Failure is { } failure)
        {
            throw new IOException(failure);
        }

        lock (_lock)
        {
            _batches.Add([.. events.Select(e => Encoding.UTF8.GetString(e.Span))]);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
