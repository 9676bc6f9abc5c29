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

    /// <summary>Null if the input was taken or properly refused; else what went wrong.</summary>
    public string? Try(byte[] input)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            Run(input);
        }
        catch (Exception failure) when (Array.Exists(Refusals, refusal => refusal.IsInstanceOfType(failure)))
        {
            // As it should be.
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }

        var taken = TimeProvider.System.GetElapsedTime(started);
        return taken > Slow ? $"took {taken.TotalSeconds:0.0} s" : null;
    }
}
