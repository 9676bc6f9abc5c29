using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Names of compute resources and their amounts (apis/core/helper and ValidateResourceQuantityValue).</summary>
internal static class ResourceNames
{
    private const string HugePages = "hugepages-";
    private const string NativeDomain = "kubernetes.io/";

    /// <summary>Huge pages of one size.</summary>
    public static bool IsHugePages(string name) => name.StartsWith(HugePages, StringComparison.Ordinal);

    /// <summary>No domain, or kubernetes.io: what Kubernetes itself knows.</summary>
    public static bool IsNative(string name) => !name.Contains('/') || name.Contains(NativeDomain, StringComparison.Ordinal);

    /// <summary>Whether more may be requested than there is, so that requests and limits may differ.</summary>
    public static bool AllowsOvercommit(string name) => IsNative(name) && !IsHugePages(name);

    /// <summary>A resource that extends Kubernetes: not native, and usable with the prefix "requests." in quotas.</summary>
    public static bool IsExtended(string name) => !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal)
        && LabelSyntax.KeyErrors($"requests.{name}").Count == 0;

    /// <summary>What a container may ask for without a domain.</summary>
    public static bool IsStandardContainer(string name) => name is "cpu" or "memory" or "ephemeral-storage" || IsHugePages(name);

    /// <summary>Every standard name, in whatever object it's meant for.</summary>
    public static bool IsStandard(string name) => name is "cpu" or "memory" or "ephemeral-storage" or "requests.cpu" or "requests.memory"
        or "requests.ephemeral-storage" or "limits.cpu" or "limits.memory" or "limits.ephemeral-storage" or "pods" or "resourcequotas"
        or "services" or "replicationcontrollers" or "secrets" or "configmaps" or "persistentvolumeclaims" or "storage"
        or "requests.storage" or "services.nodeports" or "services.loadbalancers" || IsHugePages(name)
        || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    /// <summary>Whether an amount must be whole.</summary>
    public static bool IsInteger(string name) => name is "pods" or "resourcequotas" or "services" or "replicationcontrollers" or "secrets"
        or "configmaps" or "persistentvolumeclaims" or "services.nodeports" or "services.loadbalancers" || IsExtended(name);

    /// <summary>A name of any resource: qualified, and standard if it has no domain.</summary>
    /// <returns>Whether the name itself is a qualified one.</returns>
    public static bool Check(FieldErrors errors, FieldPath path, string name)
    {
        var before = errors.Count;
        Names.Qualified(errors, path, name);
        if (errors.Count > before)
        {
            return false;
        }

        if (!name.Contains('/') && !IsStandard(name))
        {
            errors.Invalid(path, name, "must be a standard resource type or fully qualified");
        }

        return true;
    }

    /// <summary>A name of a resource that a container may ask for.</summary>
    public static void CheckContainer(FieldErrors errors, FieldPath path, string name)
    {
        if (IsStandardContainer(name) && !IsHugePages(name))
        {
            return;
        }

        Check(errors, path, name);
        if (!name.Contains('/'))
        {
            if (!IsStandardContainer(name))
            {
                errors.Invalid(path, name, "must be a standard resource for containers");
            }
        }
        else if (!IsNative(name) && !IsExtended(name))
        {
            errors.Invalid(path, name, "doesn't follow extended resource name standard");
        }
    }

    /// <summary>A name of a resource that a pod as a whole may ask for.</summary>
    public static void CheckPod(FieldErrors errors, FieldPath path, string name)
    {
        if (name is "cpu" or "memory")
        {
            return;
        }

        var before = errors.Count;
        Check(errors, path, name);
        if (errors.Count == before && !IsHugePages(name))
        {
            errors.NotSupported(path, name, ["cpu", "hugepages-", "memory"]);
        }
    }

    /// <summary>An amount: not negative, whole where only whole ones make sense.</summary>
    public static void CheckAmount(FieldErrors errors, FieldPath path, string name, Node value)
    {
        var amount = ResourceLists.Amount(value);
        if (amount.Mantissa.Sign < 0)
        {
            errors.Invalid(path, amount.ToString(), "must be greater than or equal to 0");
        }

        if (amount.Scale < 0 && IsInteger(name) && !ResourceLists.IsWhole(amount))
        {
            errors.Invalid(path, value, "must be an integer");
        }
    }
}
