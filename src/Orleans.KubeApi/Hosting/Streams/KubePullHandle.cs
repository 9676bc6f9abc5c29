using Orleans.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>A subscription of this process. It lives until it is given up or the process ends.</summary>
internal sealed class KubePullHandle<T>(KubeStreamProvider provider, StreamId stream) : StreamSubscriptionHandle<T>, IDisposable
{
    private KubePuller? _puller;

    /// <inheritdoc/>
    public override StreamId StreamId => stream;

    /// <inheritdoc/>
    public override string ProviderName => provider.Name;

    /// <inheritdoc/>
    public override Guid HandleId { get; } = Guid.NewGuid();

    /// <summary>Begins after a position; null = from where it stands, at first from now on.</summary>
    public async Task StartAsync(KubeSink sink, StreamSequenceToken? token)
    {
        var earlier = _puller;
        earlier?.Dispose();
        var puller = provider.Puller(stream, sink);
        await puller.StartAsync(token?.SequenceNumber ?? earlier?.Position);
        _puller = puller;
        provider.Add(this);
    }

    /// <inheritdoc/>
    public override async Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        await StartAsync(KubeSink.Of(observer), token);
        return this;
    }

    /// <inheritdoc/>
    public override async Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null)
    {
        await StartAsync(KubeSink.Of(observer), token);
        return this;
    }

    /// <inheritdoc/>
    public override Task UnsubscribeAsync()
    {
        provider.Remove(HandleId);
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _puller?.Dispose();

    /// <inheritdoc/>
    public override bool Equals(StreamSubscriptionHandle<T>? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => HandleId.GetHashCode();
}
