using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>
/// Fields of features that are off in this version: a client's values are dropped, unless the stored object has such already. Off are
/// ClusterTrustBundleProjection, PodCertificateRequest, ContainerStopSignals, GenericWorkload and the eviction responders.
/// </summary>
internal static class PodFeatures
{
    private static readonly string[] Projections = ["clusterTrustBundle", "podCertificate"];

    /// <summary>Drops the fields from a pod spec.</summary>
    public static void Drop(ObjectNode spec, ObjectNode? old)
    {
        foreach (var member in new[] { "schedulingGroup", "evictionResponders" })
        {
            if (old?.Has(member) != true)
            {
                spec.Remove(member);
            }
        }

        foreach (var projection in Projections)
        {
            if (HasProjection(spec, projection) && !HasProjection(old, projection))
            {
                RemoveProjection(spec, projection);
            }
        }

        if (HasStopSignal(spec) && !HasStopSignal(old))
        {
            RemoveStopSignals(spec);
        }
    }

    private static bool HasProjection(ObjectNode? spec, string projection)
    {
        foreach (var volume in spec.Items("volumes"))
        {
            foreach (var source in volume.Obj().Object("projected").Items("sources"))
            {
                if (source.Obj().Has(projection))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void RemoveProjection(ObjectNode spec, string projection)
    {
        foreach (var volume in spec.Items("volumes"))
        {
            foreach (var source in volume.Obj().Object("projected").Items("sources"))
            {
                source.Obj().Remove(projection);
            }
        }
    }

    private static bool HasStopSignal(ObjectNode? spec) =>
        spec is not null && PodContainers.All(spec).Any(c => c.Object("lifecycle")?.Has("stopSignal") == true);

    private static void RemoveStopSignals(ObjectNode spec)
    {
        foreach (var container in PodContainers.All(spec))
        {
            if (container.Object("lifecycle") is { } lifecycle && lifecycle.Remove("stopSignal") && lifecycle.Count == 0)
            {
                container.Remove("lifecycle");
            }
        }
    }
}
