using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>
/// What is let through because the stored object has it already: rules that became stricter mustn't block other changes of old objects.
/// </summary>
internal sealed class PodCheckOptions
{
    /// <summary>A new pod template.</summary>
    public static PodCheckOptions Template { get; } = new();

    /// <summary>A new pod.</summary>
    public static PodCheckOptions Pod { get; } = new() { IsPod = true };

    /// <summary>The object is a Pod, not a template in something else.</summary>
    public bool IsPod { get; init; }

    /// <summary>Values in label selectors of affinities that are no label values.</summary>
    public bool BadSelectorValues { get; init; }

    /// <summary>Values in a required node affinity that are no label values.</summary>
    public bool BadNodeValues { get; init; }

    /// <summary>Label selectors of spread constraints that are wrong.</summary>
    public bool BadSpreadSelectors { get; init; }

    /// <summary>matchLabelKeys of spread constraints that only the older rule accepts.</summary>
    public bool OldSpreadKeys { get; init; }

    /// <summary>Token paths that leave their volume.</summary>
    public bool NonLocalTokenPaths { get; init; }

    /// <summary>Sysctls of a namespace that is the host's.</summary>
    public bool HostSysctls { get; init; }

    /// <summary>Huge pages that are no multiple of their size.</summary>
    public bool IndivisibleHugePages { get; init; }

    /// <summary>Volume devices in a pod with user namespaces.</summary>
    public bool DevicesWithoutHostUsers { get; init; }

    /// <summary>User namespaces with the host's network.</summary>
    public bool HostNetworkWithoutHostUsers { get; init; }

    /// <summary>A deletion cost that is no 32-bit number.</summary>
    public bool BadDeletionCost { get; init; }

    /// <summary>SELinux change policies besides Recursive.</summary>
    public bool AnySeLinuxPolicy { get; init; }

    /// <summary>Init containers without restartPolicy Always whose resize policy is RestartContainer.</summary>
    public bool InitRestartOnResize { get; init; }

    /// <summary>Image volumes without a reference.</summary>
    public bool EmptyImageReference { get; init; }

    /// <summary>The options for an update of what was stored: a pod or a template, both have metadata and spec.</summary>
    public static PodCheckOptions For(ObjectNode? stored, bool isPod)
    {
        if (stored?.Object("spec") is not { } spec)
        {
            return isPod ? Pod : Template;
        }

        var context = spec.Object("securityContext");
        var hostUsers = spec.Maybe("hostUsers") ?? true;
        return new()
        {
            IsPod = isPod,
            BadSelectorValues = HasBadSelectors(spec.Object("affinity")),
            BadNodeValues = Finds(e => PodAffinityChecks.NodeValues(spec.Object("affinity")?.Object("nodeAffinity"), e)),
            BadSpreadSelectors = Finds(e => PodSpreadChecks.Selectors(spec, e)),
            OldSpreadKeys = Finds(e => PodSpreadChecks.Keys(spec, e)),
            NonLocalTokenPaths = Finds(e => ProjectedVolumeChecks.TokenPaths(spec, e)),
            HostSysctls = Finds(e => SecurityContextChecks.HostSysctls(spec, context, e)),
            IndivisibleHugePages = Finds(e => ResourceChecks.HugePages(spec, e)),
            DevicesWithoutHostUsers = !hostUsers && PodContainers.All(spec).Any(c => c.Items("volumeDevices").Count > 0),
            HostNetworkWithoutHostUsers = !hostUsers && spec.Flag("hostNetwork"),
            BadDeletionCost = Finds(e => PodAnnotationChecks.DeletionCost(stored, FieldPath.Root, e)),
            AnySeLinuxPolicy = context.Str("seLinuxChangePolicy") is { Length: > 0 } and not "Recursive",
            InitRestartOnResize = spec.Items("initContainers").Any(c => InitContainerChecks.RestartsOnResize(c.Obj())),
            EmptyImageReference = spec.Items("volumes").Any(v => v.Obj().Object("image") is { } i && i.Str("reference").Length == 0),
        };
    }

    private static bool Finds(Action<FieldErrors> check)
    {
        var errors = new FieldErrors();
        check(errors);
        return errors.Count > 0;
    }

    private static bool HasBadSelectors(ObjectNode? affinity)
    {
        foreach (var term in PodAffinityChecks.Terms(affinity))
        {
            if (SelectorRules.HasBadValues(term.Object("labelSelector")) || SelectorRules.HasBadValues(term.Object("namespaceSelector")))
            {
                return true;
            }
        }

        return false;
    }
}
