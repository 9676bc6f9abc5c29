using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Finds out a Service's IP families and their policy, before anything is allocated (the original's initIPFamilyFields).</summary>
internal static class ServiceFamilies
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FieldPath Policy = Spec.Child("ipFamilyPolicy");

    /// <summary>Sets ipFamilyPolicy and ipFamilies.</summary>
    /// <exception cref="StatusException">422: the fields contradict each other or the cluster.</exception>
    public static void Init(ServiceView service, ServiceView? old, ServiceNetwork network, KindContext context)
    {
        if (service.IsExternalName || (old is { } same && KeepsPreference(service, same)))
        {
            return;
        }

        service.Policy ??= old?.Policy ?? (service.ClusterIp == ServiceView.None && !service.HasSelector
            ? ServiceView.RequireDualStack : ServiceView.SingleStack);
        var errors = new FieldErrors();
        ServiceAddresses.Check(service, [], errors);
        Refuse(errors, service, context);
        if (old is { } before)
        {
            Shrink(service, before, errors);
        }

        CheckSingle(service, errors);
        Infer(service, network, errors);
        Refuse(errors, service, context);
        if (service.ClusterIp == ServiceView.None && !service.HasSelector)
        {
            Complete(service, network.Families[0], service.Policy != ServiceView.SingleStack);
            return;
        }

        CheckCluster(service, network, errors);
        Refuse(errors, service, context);
        Complete(service, network.Families[0], service.Policy != ServiceView.SingleStack && network.Families.Count == 2);
    }

    /// <summary>Nothing of a service that prefers two families changes with the cluster, only with its own fields.</summary>
    public static bool KeepsPreference(ServiceView service, ServiceView old) =>
        service.Policy == ServiceView.PreferDualStack && old.Type == service.Type && service.NeedsClusterIp
        && old.Policy is null or ServiceView.PreferDualStack && SameIps(service, old) && SameFamilies(service, old);

    /// <summary>Ends the write if there are errors: they come before all others.</summary>
    public static void Refuse(FieldErrors errors, ServiceView service, KindContext context)
    {
        if (errors.Count > 0)
        {
            throw StatusErrors.Invalid(context.Type.Kind, new ObjectMeta(service.Tree).Name, errors.Causes);
        }
    }

    private static bool SameIps(ServiceView a, ServiceView b) => a.ClusterIps.SequenceEqual(b.ClusterIps);

    private static bool SameFamilies(ServiceView a, ServiceView b) => a.Families.SequenceEqual(b.Families);

    private static void Shrink(ServiceView service, ServiceView old, FieldErrors errors)
    {
        var (ips, families) = (service.ClusterIps, service.Families);
        if (service.Policy == ServiceView.SingleStack)
        {
            // Unchanged lists under this policy: the second ones shall go.
            if (SameIps(service, old) && ips.Count > 1)
            {
                service.ClusterIps = [ips[0]];
            }

            if (SameFamilies(service, old) && families.Count > 1)
            {
                service.Families = [families[0]];
            }

            return;
        }

        if (ips.Count > 0 && ips.Count < old.ClusterIps.Count)
        {
            errors.Invalid(Policy, service.Policy!, "must be 'SingleStack' to release the secondary cluster IP");
        }

        if (families.Count > 0 && families.Count < old.Families.Count)
        {
            errors.Invalid(Policy, service.Policy!, "must be 'SingleStack' to release the secondary IP family");
        }
    }

    private static void CheckSingle(ServiceView service, FieldErrors errors)
    {
        if (service.Policy != ServiceView.SingleStack)
        {
            return;
        }

        if (service.ClusterIps.Count == 2)
        {
            errors.Invalid(Policy, service.Policy,
                "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified");
        }

        if (service.Families.Count == 2)
        {
            errors.Invalid(Policy, service.Policy,
                "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified");
        }
    }

    private static void Infer(ServiceView service, ServiceNetwork network, FieldErrors errors)
    {
        var ips = service.ClusterIps;
        var families = service.Families;
        for (var i = 0; i < ips.Count && ips[i] != ServiceView.None; i++)
        {
            if (i < families.Count || !IpText.TryParse(ips[i], out var address))
            {
                continue;
            }

            if (network.Families.Contains(address.Family))
            {
                families.Add(address.Family);
            }
            else
            {
                errors.Invalid(Spec.Child("clusterIPs").Index(i), service.Spec.Array("clusterIPs"),
                    $"{address.Family} is not configured on this cluster");
            }
        }

        service.Families = families;
    }

    private static void CheckCluster(ServiceView service, ServiceNetwork network, FieldErrors errors)
    {
        if (service.Policy == ServiceView.RequireDualStack && network.Families.Count < 2)
        {
            errors.Invalid(Policy, service.Policy, "this cluster is not configured for dual-stack services");
        }

        var families = service.Families;
        for (var i = 0; i < families.Count; i++)
        {
            if (!network.Families.Contains(families[i]))
            {
                errors.Invalid(Spec.Child("ipFamilies").Index(i), families[i], "not configured on this cluster");
            }
        }
    }

    private static void Complete(ServiceView service, string first, bool both)
    {
        var families = service.Families;
        if (families.Count == 0)
        {
            families.Add(first);
        }

        if (both && families.Count == 1)
        {
            families.Add(families[0] == "IPv4" ? "IPv6" : "IPv4");
        }

        service.Families = families;
    }
}
