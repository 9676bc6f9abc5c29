namespace Orleans.KubeApi.ClusterTests.Robustness.Model;

internal enum Outcome
{
    /// <summary>The server said that it did it.</summary>
    Done,

    /// <summary>The server said that it did not and will not do it.</summary>
    Refused,

    /// <summary>No answer, or one that doesn't tell (5xx): done never, now or later.</summary>
    Unknown,
}
