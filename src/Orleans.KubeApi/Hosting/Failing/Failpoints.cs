using System.Diagnostics;
using System.Globalization;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting.Failing;

/// <summary>
/// For tests: named places where the process kills itself (SIGKILL), once for each file of that name in the folder that
/// <c>KUBEAPI_FAILPOINTS</c> names; whoever takes the file away is the one that dies. <c>KUBEAPI_COMPACT_AFTER</c> (seconds) shortens the
/// life of old versions, so that compactions happen during a test. Without the variables nothing of this is in the way of a request.
/// </summary>
internal sealed class Failpoints(string folder)
{
    /// <summary>The variable with the folder.</summary>
    public const string Variable = "KUBEAPI_FAILPOINTS";

    private const string CompactVariable = "KUBEAPI_COMPACT_AFTER";

    /// <summary>Null unless the variable is set.</summary>
    public static Failpoints? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? new Failpoints(folder) : null;

    /// <summary>The store that dies around commits and within compactions, or the store itself if the variable isn't set.</summary>
    public static IRevisionStore Around(IRevisionStore store)
    {
        if (FromEnvironment() is not { } points)
        {
            return store;
        }

        switch (store)
        {
            case SqliteRevisionStore sqlite:
                sqlite.CompactionReached = points.Hit;
                break;
            case PostgresRevisionStore postgres:
                postgres.CompactionReached = points.Hit;
                break;
        }

        return new FailingStore(store, points);
    }

    /// <summary>Housekeeping as it is, or as the variable wants it.</summary>
    public static HousekeepingOptions Hasten(HousekeepingOptions options) =>
        Environment.GetEnvironmentVariable(CompactVariable) is { Length: > 0 } seconds
            ? options with
            {
                CompactAfter = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)),
                CompactEvery = TimeSpan.Zero,
            }
            : options;

    /// <summary>Whether the next hit of the place dies.</summary>
    public bool IsArmed(string place) => File.Exists(Path.Combine(folder, place));

    /// <summary>Dies here if the place is armed; then it never returns.</summary>
    public void Hit(string place)
    {
        if (!IsArmed(place))
        {
            return;
        }

        try
        {
            File.Move(Path.Combine(folder, place), Path.Combine(folder, $"{place}.{Environment.ProcessId}"));
        }
        catch (IOException)
        {
            return; // Another silo took it.
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
        self.WaitForExit();
    }
}
