using Microsoft.Extensions.Time.Testing;

namespace Orleans.KubeApi.Tests.Cache;

/// <summary>A clock that stands until it is told otherwise, and tells when somebody begins to wait for it.</summary>
internal sealed class PausedTime : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<(TimeSpan Due, TaskCompletionSource Began)> _expected = [];

    /// <summary>Ends with the next timer of that length: from then on an advance of the clock reaches it.</summary>
    public Task NextPauseAsync(TimeSpan due)
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _expected.Add((due, began));
        }

        return began.Task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            foreach (var (_, began) in _expected.Where(expected => expected.Due == dueTime))
            {
                began.TrySetResult();
            }

            _expected.RemoveAll(expected => expected.Due == dueTime);
        }

        return timer;
    }
}
