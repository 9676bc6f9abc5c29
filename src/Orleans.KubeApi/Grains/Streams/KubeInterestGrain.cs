namespace Orleans.KubeApi.Grains.Streams;

/// <summary>Keeps the list where explicit subscriptions are kept too: both are lost, or neither.</summary>
internal sealed class KubeInterestGrain(
    [PersistentState("interest", KubeInterestGrain.Storage)] IPersistentState<KubeInterest> state, SiloStop stop, TimeProvider time)
    : Grain, IKubeInterestGrain
{
    /// <summary>Name of the grain storage that Orleans keeps subscriptions in.</summary>
    public const string Storage = "PubSubStore";

    private const int Most = 10_000;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public async Task Add(StreamId stream)
    {
        if (state.State.Streams.Contains(stream))
        {
            return;
        }

        if (state.State.Streams.Count >= Most)
        {
            throw new InvalidOperationException($"more than {Most} streams of these resources are open");
        }

        state.State.Streams.Add(stream);
        await state.WriteStateAsync();
        _more.TrySetResult();
        _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <inheritdoc/>
    public async Task<StreamId[]> Poll(int known, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (state.State.Streams.Count <= known)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Token);
            await _more.Task.WaitAsync(wait, time, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            either.Token.ThrowIfCancellationRequested(); // The next call finds the list at its new place.
        }

        return [.. state.State.Streams];
    }
}
