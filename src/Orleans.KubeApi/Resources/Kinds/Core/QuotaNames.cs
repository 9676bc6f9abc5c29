using System.Collections.Frozen;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>
/// Names of resources as quotas, limit ranges and nodes may give them, and amounts of them (core validation and helpers).
/// </summary>
internal static class QuotaNames
{
    private static readonly FrozenSet<string> Quota = new[]
    {
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers",
        "secrets", "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Whole = new[]
    {
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> PodCompute = new[]
    {
        "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory",
    }.ToFrozenSet();

    /// <summary>A key of spec.hard.</summary>
    public static void CheckQuotaName(FieldErrors errors, FieldPath path, string name)
    {
        CheckResourceName(errors, path, name);
        if (!name.Contains('/') && !IsQuota(name))
        {
            errors.Invalid(path, name, "must be a standard resource for quota");
        }
    }

    /// <summary>A resource of any kind: a standard one or one with a domain.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool CheckResourceName(FieldErrors errors, FieldPath path, string name)
    {
        var wrong = LabelSyntax.KeyErrors(name);
        FieldChecks.Report(errors, path, name, wrong);
        if (wrong.Count == 0 && !name.Contains('/') && !IsQuota(name) && name != "storage")
        {
            errors.Invalid(path, name, "must be a standard resource type or fully qualified");
            return false;
        }

        return wrong.Count == 0;
    }

    /// <summary>A resource that a container may ask for.</summary>
    public static void CheckContainerName(FieldErrors errors, FieldPath path, string name)
    {
        CheckResourceName(errors, path, name);
        if (!name.Contains('/'))
        {
            if (name is not ("cpu" or "memory" or "ephemeral-storage") && !name.StartsWith("hugepages-", StringComparison.Ordinal))
            {
                errors.Invalid(path, name, "must be a standard resource for containers");
            }
        }
        else if (!IsNative(name) && !IsExtended(name))
        {
            errors.Invalid(path, name, "doesn't follow extended resource name standard");
        }
    }

    /// <summary>An amount: not negative, whole where the resource can only be counted.</summary>
    public static void CheckAmount(FieldErrors errors, FieldPath path, string name, Node? value)
    {
        var amount = ResourceLists.Amount(value);
        if (amount.Mantissa.Sign < 0)
        {
            errors.Invalid(path, value, "must be greater than or equal to 0");
        }

        if ((Whole.Contains(name) || IsExtended(name)) && IsFraction(amount))
        {
            errors.Invalid(path, value, "must be an integer");
        }
    }

    /// <summary>Whether an amount, rounded up to thousandths, is no whole number.</summary>
    public static bool IsFraction(Quantity amount)
    {
        var milli = amount.RoundUp(-3);
        return milli.Scale < 0 && !(milli.Mantissa % System.Numerics.BigInteger.Pow(10, -milli.Scale)).IsZero;
    }

    /// <summary>Whether more of the resource may be promised than there is: only the system's own ones but huge pages.</summary>
    public static bool MayOvercommit(string name) => IsNative(name) && !name.StartsWith("hugepages-", StringComparison.Ordinal);

    /// <summary>A name outside Kubernetes' own domain that a quota could count.</summary>
    public static bool IsExtended(string name) => !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal)
        && LabelSyntax.KeyErrors("requests." + name).Count == 0;

    /// <summary>A name without domain or in Kubernetes' own.</summary>
    public static bool IsNative(string name) => !name.Contains('/') || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>A resource that a quota knows by its bare name.</summary>
    public static bool IsQuota(string name) => Quota.Contains(name) || name.StartsWith("hugepages-", StringComparison.Ordinal)
        || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    /// <summary>Whether a quota of this scope can count the resource.</summary>
    public static bool FitsScope(string scope, string name) => scope switch
    {
        "Terminating" or "NotTerminating" or "NotBestEffort" or "PriorityClass" or "CrossNamespacePodAffinity" =>
            name == "pods" || PodCompute.Contains(name),
        "BestEffort" => name == "pods",
        "VolumeAttributesClass" => name is "persistentvolumeclaims" or "requests.storage",
        _ => true,
    };

    /// <summary>Whether quotas know the scope.</summary>
    public static bool IsScope(string scope) => scope is "Terminating" or "NotTerminating" or "BestEffort" or "NotBestEffort"
        or "PriorityClass" or "CrossNamespacePodAffinity" or "VolumeAttributesClass";
}
