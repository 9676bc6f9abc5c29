using Orleans.KubeApi.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests;

/// <summary>Runs operations whose plug-ins never wait.</summary>
internal static class OperationRuns
{
    /// <summary>The outcome, which is there at once.</summary>
    public static OperationOutcome Run(
        this WriteOperation operation, WriteRequest request, CurrentVersion? current, OperationContext context)
    {
        var run = operation.RunAsync(request, current, context);
        Assert.True(run.IsCompleted, "the operation waits");
        return run.GetAwaiter().GetResult();
    }
}
