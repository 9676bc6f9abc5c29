using Orleans.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>A stream as a subscriber that is no grain sees it.</summary>
internal sealed class KubePullStream<T>(KubeStreamProvider provider, StreamId stream) : IAsyncStream<T>
{
    /// <inheritdoc/>
    public bool IsRewindable => true;

    /// <inheritdoc/>
    public string ProviderName => provider.Name;

    /// <inheritdoc/>
    public StreamId StreamId => stream;

    /// <inheritdoc/>
    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, token: null);

    /// <inheritdoc/>
    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return SubscribeAsync(KubeSink.Of(observer), token);
    }

    /// <inheritdoc/>
    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => SubscribeAsync(observer, token: null);

    /// <inheritdoc/>
    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return SubscribeAsync(KubeSink.Of(observer), token);
    }

    /// <inheritdoc/>
    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles() =>
        Task.FromResult<IList<StreamSubscriptionHandle<T>>>([.. provider.Handles<T>(stream)]);

    /// <inheritdoc/>
    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => throw ReadOnly();

    /// <inheritdoc/>
    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null) => throw ReadOnly();

    /// <inheritdoc/>
    public Task OnCompletedAsync() => throw ReadOnly();

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex) => throw ReadOnly();

    /// <inheritdoc/>
    public bool Equals(IAsyncStream<T>? other) => other is KubePullStream<T> && other.StreamId == stream;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => stream.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : stream.CompareTo(other.StreamId);

    private static NotSupportedException ReadOnly() => new("streams of API objects are read only: write objects through the API");

    private async Task<StreamSubscriptionHandle<T>> SubscribeAsync(KubeSink sink, StreamSequenceToken? token)
    {
        var handle = new KubePullHandle<T>(provider, stream);
        await handle.StartAsync(sink, token);
        return handle;
    }
}
