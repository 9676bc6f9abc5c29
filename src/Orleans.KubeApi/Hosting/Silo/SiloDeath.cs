
namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// What happens when Orleans finds that this silo must end, most often because the others declared it dead: the front end refuses and the
/// log says why at once, and the process ends with the exit code of a failure, so that it is started again. Orleans itself would wait two
/// seconds, serving, and abort with a core dump.
/// </summary>
internal sealed class SiloDeath(ServerFailure failure, TimeProvider time) : IFatalErrorHandler
{
    // A silo that is dead can hand nothing over, so there is little to wait for but answers on their way and the log.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        failure.Fail(exception is null ? $"{context}" : $"{context}: {exception}");
        _ = GiveUpAsync();
    }

    private async Task GiveUpAsync()
    {
        await Task.Delay(Moment, time, CancellationToken.None);
        failure.GiveUp();
    }
}
