using System.Collections.Concurrent;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Grains.Streams;
using Orleans.Streams;

namespace Orleans.KubeApi.ClusterTests.Streams;

/// <summary>A subscriber that writes down what it gets, without what the server makes on its own.</summary>
internal sealed class Recorder(Func<KubeEvent, Task>? onEvent = null) : IAsyncObserver<KubeEvent>
{
    private readonly ConcurrentQueue<KubeEvent> _events = new();
    private readonly ConcurrentQueue<Exception> _errors = new();

    public IReadOnlyCollection<KubeEvent> Events => _events;

    public IReadOnlyCollection<Exception> Errors => _errors;

    public int Count => _events.Count;

    /// <summary>Ends when that many events are there.</summary>
    public Task CountAsync(int wanted, TimeSpan patience, CancellationToken cancellation) => Eventually.HoldsAsync(
        $"{wanted} events", patience, _ => Task.FromResult(Count >= wanted), cancellation);

    public async Task OnNextAsync(KubeEvent item, StreamSequenceToken? token = null)
    {
        if (item.Namespace == "kube-system" || item.Name == "kube-root-ca.crt")
        {
            return;
        }

        if (onEvent is not null)
        {
            await onEvent(item);
        }

        _events.Enqueue(item);
    }

    public Task OnErrorAsync(Exception ex)
    {
        _errors.Enqueue(ex);
        return Task.CompletedTask;
    }

    public string[] Names() => [.. _events.Select(static e => $"{e.Type} {e.Namespace}/{e.Name}")];
}
