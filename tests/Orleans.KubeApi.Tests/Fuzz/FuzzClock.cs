using System.Globalization;

namespace Orleans.KubeApi.Tests.Fuzz;

/// <summary>
/// The time that the calling thread has computed, in nanoseconds, exact to a tick of the scheduler. Where the system doesn't tell (it's a
/// file of Linux), the time that passed.
/// </summary>
internal sealed class FuzzClock : TimeProvider
{
    private const string Source = "/proc/thread-self/schedstat";
    private static readonly bool IsTold = File.Exists(Source);

    private FuzzClock()
    {
    }

    /// <summary>The only one.</summary>
    public static FuzzClock Instance { get; } = new();

    /// <inheritdoc/>
    public override long TimestampFrequency => IsTold ? 1_000_000_000 : base.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() =>
        IsTold ? long.Parse(File.ReadAllText(Source).Split(' ')[0], CultureInfo.InvariantCulture) : base.GetTimestamp();
}
