using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Checks of clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy, by themselves and against the version before.</summary>
internal static class ServiceAddresses
{
    private const string Once = "may not change once set";
    private static readonly FieldPath Ips = FieldPath.Of("spec").Child("clusterIPs");
    private static readonly FieldPath Families = FieldPath.Of("spec").Child("ipFamilies");
    private static readonly FieldPath Policy = FieldPath.Of("spec").Child("ipFamilyPolicy");
    private static readonly string[] Policies = [ServiceView.PreferDualStack, ServiceView.RequireDualStack, ServiceView.SingleStack];

    /// <summary>The fields by themselves; <paramref name="known"/> are addresses that were stored before.</summary>
    public static void Check(ServiceView service, List<string> known, FieldErrors errors)
    {
        if (service.IsExternalName)
        {
            return;
        }

        var ips = service.ClusterIps;
        var array = service.Spec.Array("clusterIPs");
        if (service.ClusterIp.Length == 0 && ips.Count > 0)
        {
            errors.Invalid(Ips, array, "must be empty when `clusterIP` is not specified");
        }
        else if (service.ClusterIp.Length > 0 && ips.Count == 0)
        {
            errors.Required(Ips);
        }
        else if (service.ClusterIp.Length > 0 && ips[0] != service.ClusterIp)
        {
            errors.Invalid(Ips, array, "first value must match `clusterIP`");
        }

        var families = service.Families;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < families.Count; i++)
        {
            if (families[i] is not ("IPv4" or "IPv6"))
            {
                errors.NotSupported(Families.Index(i), families[i], ["IPv4", "IPv6"]);
            }

            if (!seen.Add(families[i]))
            {
                errors.Duplicate(Families.Index(i), families[i]);
            }
        }

        if (service.Policy is { } policy && !Policies.Contains(policy))
        {
            errors.NotSupported(Policy, policy, Policies);
        }

        if (CheckTexts(ips, array, known, errors))
        {
            CheckStacks(service, ips, families, errors);
        }
    }

    /// <summary>What an update may not do to addresses.</summary>
    public static void CheckIpChange(ServiceView service, ServiceView old, FieldErrors errors)
    {
        if (service.IsExternalName || old.IsExternalName || (service.IsHeadless && old.IsHeadless))
        {
            return;
        }

        var (ips, before) = (service.ClusterIps, old.ClusterIps);
        var array = service.Spec.Array("clusterIPs");
        if (ips.Count == before.Count)
        {
            for (var i = 0; i < ips.Count; i++)
            {
                if (ips[i] != before[i])
                {
                    errors.Invalid(Ips.Index(i), array, Once);
                }
            }

            return;
        }

        if (ips.Count == 0)
        {
            errors.Invalid(Ips.Index(0), array, "primary clusterIP can not be unset");
        }
        else if (before.Count > 0 && ips[0] != before[0])
        {
            errors.Invalid(Ips.Index(0), array, Once);
        }

        if (before.Count > ips.Count && ips.Count == 1 && service.Policy != ServiceView.SingleStack)
        {
            errors.Invalid(Policy, service.Spec["ipFamilyPolicy"], "must be set to 'SingleStack' when releasing the secondary clusterIP");
        }
    }

    /// <summary>What an update may not do to families.</summary>
    public static void CheckFamilyChange(ServiceView service, ServiceView old, FieldErrors errors)
    {
        if (service.IsExternalName || old.IsExternalName || service.IsHeadless || old.IsHeadless)
        {
            return;
        }

        var (families, before) = (service.Families, old.Families);
        var array = service.Spec.Array("ipFamilies");
        if (families.Count == before.Count)
        {
            for (var i = 0; i < families.Count; i++)
            {
                if (families[i] != before[i])
                {
                    errors.Invalid(Families.Index(0), array, Once);
                }
            }

            return;
        }

        if (before.Count > families.Count && service.ClusterIps.Count == 0)
        {
            errors.Invalid(Families.Index(0), array, "primary ipFamily can not be unset");
        }

        if (families.Count > 0 && before.Count > 0 && families[0] != before[0])
        {
            // The original prints the addresses here.
            errors.Invalid(Families.Index(0), service.Spec.Array("clusterIPs"), Once);
        }

        if (before.Count > families.Count && families.Count == 1 && service.Policy != ServiceView.SingleStack)
        {
            errors.Invalid(Policy, service.Spec["ipFamilyPolicy"], "must be set to 'SingleStack' when releasing the secondary ipFamily");
        }
    }

    // False if the texts are so wrong that nothing more can be said of them.
    private static bool CheckTexts(List<string> ips, ArrayNode? array, List<string> known, FieldErrors errors)
    {
        var isFine = true;
        for (var i = 0; i < ips.Count; i++)
        {
            if (i == 0 && ips[i] == ServiceView.None)
            {
                if (ips.Count > 1)
                {
                    isFine = false;
                    errors.Invalid(Ips, array, "'None' must be the first and only value");
                }
            }
            else if (!known.Contains(ips[i]))
            {
                isFine &= AddressRules.CheckLegacy(ips[i], Ips.Index(i), errors);
            }
        }

        if (ips.Count > 2)
        {
            errors.Invalid(Ips, array, "may only hold up to 2 values");
        }

        return isFine;
    }

    private static void CheckStacks(ServiceView service, List<string> ips, List<string> families, FieldErrors errors)
    {
        var actual = ips.ConvertAll(ip => IpText.TryParse(ip, out var address) ? address.Family : "");
        if (ips.Count > 1 && actual.Distinct().Count() < 2)
        {
            errors.Invalid(Ips, service.Spec.Array("clusterIPs"), "may specify no more than one IP for each IP family");
        }

        for (var i = 0; i < ips.Count && i < families.Count && !service.IsHeadless; i++)
        {
            if (families[i] is "IPv4" or "IPv6" && actual[i] != families[i])
            {
                errors.Invalid(Ips.Index(i), ips[i], $"expected an {families[i]} value as indicated by `ipFamilies[{NetForms.Text(i)}]`");
            }
        }
    }
}
