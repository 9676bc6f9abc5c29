namespace Orleans.KubeApi.Tests.Fuzz;

/// <summary>One parser: how it is fed, what it may throw, and what it is usually given.</summary>
/// <param name="Name">The name that the command and the stored cases use.</param>
/// <param name="Run">Feeds it. A refusal of the input must come as one of <paramref name="Refusals"/>, everything else is a bug.</param>
/// <param name="Refusals">Exceptions that mean "this input is wrong".</param>
/// <param name="Seeds">Good inputs, which are then broken.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run, Type[] Refusals, string[] Seeds)
{
    /// <summary>Longer than this for one input is a bug too.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A slow input is slow every time: of so many tries the quickest counts, all but the first by the thread's own time, so that neither
    /// a pause nor the load of the machine is a bug.
    /// </summary>
    private const int Tries = 3;

    /// <summary>Null if the input was taken or properly refused; else what went wrong.</summary>
    public string? Try(byte[] input) => Try(input, TimeProvider.System, FuzzClock.Instance);

    /// <summary><see cref="Try(byte[])"/> by these clocks, the second one asked only of an input that the first calls slow.</summary>
    public string? Try(byte[] input, TimeProvider quick, TimeProvider exact)
    {
        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < Tries && quickest > Slow; i++)
        {
            var time = i == 0 ? quick : exact;
            var started = time.GetTimestamp();
            if (Feed(input) is { } bug)
            {
                return bug;
            }

            var taken = time.GetElapsedTime(started);
            quickest = taken < quickest ? taken : quickest;
        }

        return quickest > Slow ? $"took {quickest.TotalSeconds:0.0} s, the quickest of {Tries} times" : null;
    }

    private string? Feed(byte[] input)
    {
        try
        {
            Run(input);
            return null;
        }
        catch (Exception failure)
        {
            return Array.Exists(Refusals, refusal => refusal.IsInstanceOfType(failure)) ? null : failure.ToString();
        }
    }
}
