namespace Orleans.KubeApi.Server.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Success = 0;

    /// <summary>It was started well, and failed.</summary>
    public const int Failure = 1;

    /// <summary>The options are unknown, contradictory or unusable.</summary>
    public const int Usage = 2;
}
