using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>What is logged of this silo's place in the cluster.</summary>
internal static partial class SiloMessages
{
    [LoggerMessage(
        5911, LogLevel.Warning,
        "This server's clock is {Seconds:0} s ahead of the database's (negative: behind). It goes on, but times in objects, tokens and "
        + "certificates are taken by it: set the clock.")]
    public static partial void ClockDiffers(ILogger logger, double seconds);

    [LoggerMessage(5912, LogLevel.Information, "This server's clock agrees with the database's again.")]
    public static partial void ClockAgrees(ILogger logger);
}
