using Orleans.KubeApi.Grains.Streams;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.KubeApi.Hosting.Streams;

/// <summary>Where a subscription's events go: an observer of single events or of batches.</summary>
/// <param name="OneByOne">Events are handed over one at a time.</param>
/// <param name="Next">Takes some events.</param>
/// <param name="Error">Takes an error.</param>
internal sealed record KubeSink(bool OneByOne, Func<ArraySegment<KubeEvent>, Task> Next, Func<Exception, Task> Error)
{
    /// <summary>An observer of single events.</summary>
    public static KubeSink Of<T>(IAsyncObserver<T> observer) => new(
        OneByOne: true,
        events => events[0] is T item ? observer.OnNextAsync(item, Token(events[0])) : Task.CompletedTask,
        observer.OnErrorAsync);

    /// <summary>An observer of batches.</summary>
    public static KubeSink Of<T>(IAsyncBatchObserver<T> observer) => new(
        OneByOne: false,
        events => observer.OnNextAsync(
            [.. events.Where(static e => e is T).Select(static e => new SequentialItem<T>((T)(object)e, Token(e)))]),
        observer.OnErrorAsync);

    private static EventSequenceTokenV2 Token(KubeEvent item) => new(item.ResourceVersion);
}
