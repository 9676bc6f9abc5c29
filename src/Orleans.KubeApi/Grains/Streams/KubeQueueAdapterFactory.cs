using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans.KubeApi.Grains.Streams;

/// <summary>What Orleans' persistent-stream machinery asks for.</summary>
internal sealed class KubeQueueAdapterFactory(string name, KubeStreamSources sources) : IQueueAdapterFactory, IQueueAdapterCache
{
    private readonly KubeQueueMapper _mapper = new();

    /// <summary>Made by the name of the provider, as <c>AddPersistentStreams</c> wants it. Only silos have sources.</summary>
    public static IQueueAdapterFactory Create(IServiceProvider services, string name) =>
        new KubeQueueAdapterFactory(name, services.GetRequiredService<KubeStreamSources>());

    /// <inheritdoc/>
    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(new KubeQueueAdapter(name, sources));

    /// <inheritdoc/>
    public IQueueAdapterCache GetQueueAdapterCache() => this;

    /// <inheritdoc/>
    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    /// <inheritdoc/>
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    /// <inheritdoc/>
    public IQueueCache CreateQueueCache(QueueId queueId) => new KubeQueueCache(sources.Receiver(queueId), sources);
}
