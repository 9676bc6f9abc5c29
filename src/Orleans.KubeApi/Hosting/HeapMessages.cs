using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Hosting;

/// <summary>Log messages about this process's memory.</summary>
internal static partial class HeapMessages
{
    [LoggerMessage(3060, LogLevel.Debug, "Heap collected in a quiet moment: {Before} MB became {After} MB in {Milliseconds:0} ms")]
    public static partial void Collected(ILogger logger, long before, long after, double milliseconds);
}
