namespace Orleans.KubeApi.Objects;

/// <summary>
/// A request is refused with this <see cref="Objects.Status"/>. Never crosses a grain call: operations turn it into a result first.
/// </summary>
internal sealed class StatusException(Status status) : Exception(status.Message)
{
    /// <summary>What the client gets.</summary>
    public Status Status { get; } = status;
}
