using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>
/// What <c>kubectl get pods</c> says about a pod. The word shown as status is decided in this order, later ones winning:
/// <list type="number">
/// <item>the phase, then the pod's own reason (Evicted), then a scheduling gate;</item>
/// <item>the first init container that isn't done: <c>Init:…</c>. Sidecars (restartable init containers) that started are done;</item>
/// <item>unless still initializing: the first container (the last one looked at) with something to tell; a pod of which some containers
/// completed and others run is Running or NotReady;</item>
/// <item>deletion: Terminating, or Unknown when the node is lost.</item>
/// </list>
/// </summary>
internal sealed class PodSummary
{
    private readonly ObjectNode _pod;
    private readonly ObjectNode _status;
    private readonly HashSet<string> _sidecars = new(StringComparer.Ordinal);
    private long _sidecarRestarts;
    private DateTimeOffset? _lastSidecarRestart;

    private PodSummary(ObjectNode pod)
    {
        _pod = pod;
        _status = pod.Part("status");
    }

    /// <summary>The status word.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Ready containers, started sidecars included.</summary>
    public int Ready { get; private set; }

    /// <summary>Containers and sidecars.</summary>
    public int Containers { get; private set; }

    /// <summary>Restarts of the containers that matter in this phase.</summary>
    public long Restarts { get; private set; }

    /// <summary>When the last of these restarts was, null if never or not told.</summary>
    public DateTimeOffset? LastRestart { get; private set; }

    /// <summary>Sums a pod up.</summary>
    public static PodSummary Of(ObjectNode pod)
    {
        var summary = new PodSummary(pod);
        summary.ReadPhase();
        var initializing = summary.ReadInitContainers();
        if (!initializing || summary._status.Condition("Initialized")?.Text("status") == "True")
        {
            summary.ReadContainers();
        }

        summary.ReadDeletion();
        return summary;
    }

    private void ReadPhase()
    {
        Reason = _status.Text("reason").Or(_status.Text("phase") ?? "");
        const string Gated = "SchedulingGated";
        if (_status.Objects("conditions").Any(c => c.Text("type") == "PodScheduled" && c.Text("reason") == Gated))
        {
            Reason = Gated;
        }

        Containers = (int)_pod.Part("spec").Length("containers");
        foreach (var container in _pod.Part("spec").Objects("initContainers"))
        {
            if (container.Text("restartPolicy") == "Always")
            {
                _sidecars.Add(container.Text("name") ?? "");
                Containers++;
            }
        }
    }

    /// <summary>True if an init container isn't done yet.</summary>
    private bool ReadInitContainers()
    {
        var index = 0;
        foreach (var container in _status.Objects("initContainerStatuses"))
        {
            CountRestarts(container);
            var terminated = container.Part("state").Object("terminated");
            var sidecar = _sidecars.Contains(container.Text("name") ?? "");
            if (sidecar)
            {
                _sidecarRestarts += container.Number("restartCount");
                _lastSidecarRestart = Later(_lastSidecarRestart, Terminated(container));
            }

            if (sidecar && container.Flag("started") && terminated?.Number("exitCode") != 0)
            {
                Ready += container.Flag("ready") ? 1 : 0;
            }
            else if (terminated is null || terminated.Number("exitCode") != 0)
            {
                Reason = $"Init:{InitReason(container, terminated, index)}";
                return true;
            }

            index++;
        }

        return false;
    }

    private string InitReason(ObjectNode container, ObjectNode? terminated, int index)
    {
        if (terminated is not null)
        {
            return terminated.Text("reason").Or(ExitText(terminated));
        }

        var waiting = container.Part("state").Part("waiting").Text("reason");
        return string.IsNullOrEmpty(waiting) || waiting == "PodInitializing"
            ? CellText.Ratio(index, _pod.Part("spec").Length("initContainers"))
            : waiting;
    }

    private void ReadContainers()
    {
        (Restarts, LastRestart) = (_sidecarRestarts, _lastSidecarRestart);
        var running = false;
        foreach (var container in _status.Objects("containerStatuses").Reverse())
        {
            CountRestarts(container);
            var state = container.Part("state");
            if (state.Part("waiting").Text("reason") is { Length: > 0 } waiting)
            {
                Reason = waiting;
            }
            else if (state.Object("terminated") is { } terminated)
            {
                Reason = terminated.Text("reason").Or(ExitText(terminated));
            }
            else if (container.Flag("ready") && state.Has("running"))
            {
                running = true;
                Ready++;
            }
        }

        if (Reason == "Completed" && running)
        {
            var ready = _status.Objects("conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");
            Reason = ready ? "Running" : "NotReady";
        }
    }

    private void ReadDeletion()
    {
        if (!CellText.IsDeleting(_pod))
        {
            return;
        }

        if (_status.Text("reason") == "NodeLost")
        {
            Reason = "Unknown";
        }
        else if (_status.Text("phase") is not ("Succeeded" or "Failed"))
        {
            Reason = "Terminating";
        }
    }

    private void CountRestarts(ObjectNode container)
    {
        Restarts += container.Number("restartCount");
        LastRestart = Later(LastRestart, Terminated(container));
    }

    private static string ExitText(ObjectNode terminated) => terminated.Number("signal") is var signal and not 0
        ? string.Create(CultureInfo.InvariantCulture, $"Signal:{signal}")
        : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{terminated.Number("exitCode")}");

    private static DateTimeOffset? Terminated(ObjectNode container) =>
        CellText.Time(container.Part("lastState").Part("terminated").Text("finishedAt"));

    private static DateTimeOffset? Later(DateTimeOffset? known, DateTimeOffset? other) => known is null || other > known ? other : known;
}
