namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>What a request will cost.</summary>
/// <param name="InitialSeats">Seats while it is served.</param>
/// <param name="FinalSeats">Seats while its watch events go out, after its answer.</param>
/// <param name="FinalSeconds">How long these stay taken; nobody waits for it.</param>
internal readonly record struct WorkEstimate(int InitialSeats, int FinalSeats = 0, double FinalSeconds = 0)
{
    /// <summary>The cost of everything that is neither a list nor a write.</summary>
    public static WorkEstimate One => new(1);

    /// <summary>Seats that are taken throughout.</summary>
    public int Seats => Math.Max(InitialSeats, FinalSeats);
}
