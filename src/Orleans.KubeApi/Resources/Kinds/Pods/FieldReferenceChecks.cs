using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of what the downward API may name: fields of the pod, resources of a container.</summary>
internal static class FieldReferenceChecks
{
    private const string BinaryDivisors =
        "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the ";

    private static readonly string[] Resources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    private static readonly string[] SizeDivisors = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

    /// <summary>Fields that a volume may show, sorted.</summary>
    public static readonly string[] VolumeFields =
        ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    /// <summary>Fields that an environment variable may show, sorted.</summary>
    public static readonly string[] VariableFields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
            "status.hostIPs",
        "status.podIP", "status.podIPs",
    ];

    /// <summary>A field of the pod.</summary>
    public static void Field(ObjectNode reference, string[] supported, FieldPath path, FieldErrors errors)
    {
        var version = reference.Str("apiVersion");
        var field = reference.Str("fieldPath");
        if (version.Length == 0)
        {
            errors.Required(path.Child("apiVersion"));
        }
        else if (field.Length == 0)
        {
            errors.Required(path.Child("fieldPath"));
        }
        else if (Convert(version, field, out var known) is { } wrong)
        {
            errors.Invalid(path.Child("fieldPath"), field, $"error converting fieldPath: {wrong}");
        }
        else if (Split(known, out var name, out var key))
        {
            Names.Qualified(errors, path, name == "metadata.annotations" ? key.ToLowerInvariant() : key);
        }
        else if (!supported.Contains(known, StringComparer.Ordinal))
        {
            errors.NotSupported(path.Child("fieldPath"), known, supported);
        }
    }

    /// <summary>A resource of a container; a volume must say of which.</summary>
    public static void Resource(ObjectNode reference, FieldPath path, bool isVolume, FieldErrors errors)
    {
        var resource = reference.Str("resource");
        if (isVolume && reference.Str("containerName").Length == 0)
        {
            errors.Required(path.Child("containerName"));
        }
        else if (resource.Length == 0)
        {
            errors.Required(path.Child("resource"));
        }
        else if (!Resources.Contains(resource, StringComparer.Ordinal) && !IsHugePages(resource))
        {
            errors.NotSupported(path.Child("resource"), resource, Resources);
        }

        Divisor(resource, reference["divisor"], path.Child("divisor"), errors);
    }

    private static void Divisor(string resource, Node? divisor, FieldPath path, FieldErrors errors)
    {
        if (divisor is null || ResourceLists.Amount(divisor).Mantissa.IsZero)
        {
            return;
        }

        var text = ResourceLists.Amount(divisor).ToString();
        var isSize = SizeDivisors.Contains(text, StringComparer.Ordinal);
        var wrong = resource switch
        {
            "limits.cpu" or "requests.cpu" => text is "1m" or "1" ? null
                : "only divisor's values 1m and 1 are supported with the cpu resource",
            "limits.memory" or "requests.memory" => isSize ? null : $"{BinaryDivisors}memory resource",
            "limits.ephemeral-storage" or "requests.ephemeral-storage" =>
            isSize ? null : $"{BinaryDivisors}local ephemeral storage resource",
            _ => isSize || !IsHugePages(resource) ? null : $"{BinaryDivisors}hugepages resource",
        };
        if (wrong is not null)
        {
            errors.Invalid(path, resource, wrong);
        }
    }

    private static bool IsHugePages(string resource) => resource.StartsWith("requests.hugepages-", StringComparison.Ordinal)
        || resource.StartsWith("limits.hugepages-", StringComparison.Ordinal);

    private static string? Convert(string version, string field, out string known)
    {
        known = field == "spec.host" ? "spec.nodeName" : field;
        if (version != "v1")
        {
            return $"unsupported pod version: {version}";
        }

        if (Split(field, out var name, out _))
        {
            return name is "metadata.annotations" or "metadata.labels" ? null : $"field label does not support subscript: {field}";
        }

        return known is "metadata.annotations" or "metadata.labels" or "metadata.name" or "metadata.namespace" or "metadata.uid"
            or "spec.nodeName" or "spec.restartPolicy" or "spec.serviceAccountName" or "spec.schedulerName" or "status.phase"
            or "status.hostIP" or "status.hostIPs" or "status.podIP" or "status.podIPs" ? null : $"field label not supported: {field}";
    }

    // metadata.labels['key']
    private static bool Split(string field, out string name, out string key)
    {
        (name, key) = (field, "");
        var bracket = field.EndsWith("']", StringComparison.Ordinal) ? field.IndexOf("['", StringComparison.Ordinal) : -1;
        if (bracket <= 0)
        {
            return false;
        }

        (name, key) = (field[..bracket], field[(bracket + 2)..^2]);
        return true;
    }
}
