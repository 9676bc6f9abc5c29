using Orleans.KubeApi.Objects;
using Orleans.Streams;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>
/// One queue's part of the streams: follows the resources somebody is interested in and tells the agent which streams have news. What is
/// told is a set, not a queue: it is bounded by the number of streams, and being told twice does no harm.
/// </summary>
internal sealed class KubeQueueReceiver(QueueId queue, KubeStreamSources sources) : IQueueAdapterReceiver
{
    /// <summary>Streams with news that the agent takes at a time.</summary>
    public const int MostStreams = 1000;

    /// <summary>How long a change of the list is waited for; the call itself must be given up later, or a quiet one fails.</summary>
    public static readonly TimeSpan PollWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<GroupResource, KubeFollower> _followers = [];
    private Dictionary<StreamId, long> _news = [];
    private TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    /// <inheritdoc/>
    public Task Initialize(TimeSpan timeout)
    {
        sources.Logger.StreamQueueServed(queue.GetNumericId());
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, _stopping.Token);

    /// <summary>Waits for news, not longer than a second: the agent has other things to do in between.</summary>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        Task told;
        lock (_lock)
        {
            told = _news.Count > 0 ? Task.CompletedTask : _told.Task;
        }

        await told.WaitAsync(Quiet, sources.Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (_lock)
        {
            var news = _news;
            _news = [];
            _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return [.. news.Select(static n => new KubeBatch(n.Key, [], n.Value))];
        }
    }

    /// <inheritdoc/>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task Shutdown(TimeSpan timeout)
    {
        sources.Logger.StreamQueueLeft(queue.GetNumericId());
        sources.Forget(queue);
        await _stopping.CancelAsync();
        await _running.WaitAsync(timeout, sources.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A stream has events after a position. The oldest position told counts.</summary>
    public void Tell(StreamId stream, long after)
    {
        lock (_lock)
        {
            if (!_news.TryGetValue(stream, out var earlier) || after < earlier)
            {
                _news[stream] = after;
            }

            _told.TrySetResult();
        }
    }

    private async Task RunAsync()
    {
        var known = new HashSet<StreamId>();
        var told = sources.Time.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                FollowImplicit();
                foreach (var stream in await sources.Interest(queue).Poll(known.Count, PollWait, _stopping.Token))
                {
                    if (known.Add(stream) && KubeStreams.Parse(stream) is { } target)
                    {
                        Follower(target.Resource).Add(stream, target);
                    }
                }
            }
            catch (Exception)
            {
                // A silo went, or this one stops; the next round asks again.
                await Task.Delay(Quiet, sources.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (sources.Time.GetElapsedTime(told) > Again)
            {
                // The agent forgets a stream when it couldn't register it, and what it was told with it.
                told = sources.Time.GetTimestamp();
                _followers.Values.ToList().ForEach(static follower => follower.TellAgain());
            }
        }

        await Task.WhenAll(_followers.Values.Select(static follower => follower.Completion));
    }

    private void FollowImplicit()
    {
        foreach (var name in sources.ImplicitNamespaces())
        {
            if (KubeStreams.Parse(StreamId.Create(name, KubeStreams.AllKey)) is { } target
                && KubeQueueMapper.NumberOf(target.Resource) == queue.GetNumericId())
            {
                Follower(target.Resource).AddImplicit(name);
            }
        }
    }

    private KubeFollower Follower(GroupResource resource)
    {
        if (!_followers.TryGetValue(resource, out var follower))
        {
            _followers[resource] = follower = new KubeFollower(resource, this, sources, _stopping.Token);
        }

        return follower;
    }
}
