namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A level's part of the server's seats, and the bounds that borrowing keeps.</summary>
internal sealed class LevelShares
{
    /// <summary>Its share of the whole, rounded up.</summary>
    public int Nominal { get; set; }

    /// <summary>What nobody can borrow from it.</summary>
    public int Least { get; set; }

    /// <summary>With all that it may borrow.</summary>
    public int Most { get; set; }

    /// <summary>What it has now.</summary>
    public int Current { get; set; }

    /// <summary>The target that the last adjustment worked with.</summary>
    public double Target { get; set; }

    /// <summary>The most seats that one request may be estimated at; 0: no bound of the level's.</summary>
    public int MaxSeats { get; set; }

    /// <summary>It has been given seats before.</summary>
    public bool IsKnown { get; set; }
}
