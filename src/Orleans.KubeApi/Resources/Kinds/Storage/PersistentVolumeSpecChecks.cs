using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Checks of a persistent volume's spec, of an object or inline in a VolumeAttachment (ValidatePersistentVolumeSpec).</summary>
internal static class PersistentVolumeSpecChecks
{
    /// <summary>The kinds of volume, in the order in which they are looked at.</summary>
    public static readonly string[] Sources =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi",
        "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO",
        "local", "storageos", "csi",
    ];

    internal static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    internal static readonly string[] VolumeModes = ["Block", "Filesystem"];
    private const string InlineText = "may not be specified in the context of inline volumes";
    private static readonly string[] Policies = ["Delete", "Recycle", "Retain"];

    /// <summary>Checks all of it.</summary>
    /// <param name="errors">Where faults go.</param>
    /// <param name="path">Where the spec stands.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="isInline">Part of a VolumeAttachment.</param>
    /// <param name="oldValues">The old object may already have label values that are not valid.</param>
    public static void Check(FieldErrors errors, FieldPath path, ObjectNode spec, bool isInline, bool oldValues)
    {
        if (isInline)
        {
            CheckInline(errors, path, spec);
        }

        CheckAccessModes(errors, path.Child("accessModes"), spec.Items("accessModes"), "");
        if (!isInline)
        {
            CheckCapacity(errors, path.Child("capacity"), spec.Object("capacity"));
        }

        CheckPolicy(errors, path.Child("persistentVolumeReclaimPolicy"), spec.Str("persistentVolumeReclaimPolicy"), isInline);
        var hasAffinity = CheckAffinity(errors, path.Child("nodeAffinity"), spec.Object("nodeAffinity"), isInline, oldValues);
        CheckSources(errors, path, spec, hasAffinity);
        if (spec.Object("hostPath") is { } host && spec.Str("persistentVolumeReclaimPolicy") == "Recycle"
            && IsRoot(host.Str("path")))
        {
            errors.Forbidden(path.Child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        }

        CheckClasses(errors, path, spec, isInline);
    }

    /// <summary>Known access modes, the exclusive one alone.</summary>
    internal static void CheckAccessModes(FieldErrors errors, FieldPath path, List<Node> modes, string missing)
    {
        if (modes.Count == 0)
        {
            errors.Required(path, missing);
        }

        var (exclusive, other) = (false, false);
        foreach (var mode in modes.OfType<TextNode>())
        {
            var isKnown = AccessModes.Contains(mode.Value);
            if (!isKnown)
            {
                errors.NotSupported(path, mode, AccessModes);
            }

            exclusive |= mode.Value == "ReadWriteOncePod";
            other |= isKnown && mode.Value != "ReadWriteOncePod";
        }

        if (exclusive && other)
        {
            errors.Forbidden(path, "may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void CheckInline(FieldErrors errors, FieldPath path, ObjectNode spec)
    {
        foreach (var member in (ReadOnlySpan<string>)["claimRef", "capacity"])
        {
            if (spec.Object(member) is { } value && (member == "claimRef" || value.Count > 0))
            {
                errors.Forbidden(path.Child(member), InlineText);
            }
        }

        if (!spec.Has("csi"))
        {
            errors.Required(path.Child("csi"), "has to be specified in the context of inline volumes");
        }
    }

    private static void CheckCapacity(FieldErrors errors, FieldPath path, ObjectNode? capacity)
    {
        if (capacity is not { Count: > 0 })
        {
            errors.Required(path);
        }

        if (capacity?.Has("storage") != true || capacity.Count > 1)
        {
            errors.NotSupported(path, capacity, ["storage"]);
        }

        foreach (var (name, value) in capacity ?? [])
        {
            var amount = ResourceLists.Amount(value);
            if (amount.Mantissa.Sign < 0)
            {
                errors.Invalid(path.Key(name), value, "must be a valid resource quantity");
            }

            if (amount.Mantissa.Sign <= 0)
            {
                errors.Invalid(path.Key(name), value, "must be greater than zero");
            }
        }
    }

    private static void CheckPolicy(FieldErrors errors, FieldPath path, string policy, bool isInline)
    {
        if (policy.Length == 0)
        {
            return;
        }

        if (isInline && policy != "Retain")
        {
            errors.Forbidden(path, "may only be Retain in the context of inline volumes");
        }
        else if (!isInline && !Policies.Contains(policy))
        {
            errors.NotSupported(path, policy, Policies);
        }
    }

    private static bool CheckAffinity(FieldErrors errors, FieldPath path, ObjectNode? affinity, bool isInline, bool oldValues)
    {
        if (affinity is null)
        {
            return false;
        }

        if (isInline)
        {
            errors.Forbidden(path, InlineText);
            return false;
        }

        if (affinity.Object("required") is { } required)
        {
            NodeSelectorChecks.Check(required, path.Child("required"), errors, badValues: oldValues);
        }
        else
        {
            errors.Required(path.Child("required"), "must specify required node constraints");
        }

        return true;
    }

    private static void CheckSources(FieldErrors errors, FieldPath path, ObjectNode spec, bool hasAffinity)
    {
        var found = false;
        foreach (var name in Sources)
        {
            if (spec.Object(name) is not { } source)
            {
                continue;
            }

            if (found)
            {
                errors.Forbidden(path.Child(name == "cephfs" ? "cephFS" : name), "may not specify more than 1 volume type");
                continue;
            }

            found = true;
            VolumeSourceChecks.Check(errors, path.Child(name == "gcePersistentDisk" ? "persistentDisk" : name), name, source);
            if (name == "local" && !hasAffinity)
            {
                errors.Required(path.Child("nodeAffinity"), "Local volume requires node affinity");
            }
        }

        if (!found)
        {
            errors.Required(path, "must specify a volume type");
        }
    }

    private static void CheckClasses(FieldErrors errors, FieldPath path, ObjectNode spec, bool isInline)
    {
        var name = spec.Str("storageClassName");
        if (name.Length > 0 && isInline)
        {
            errors.Forbidden(path.Child("storageClassName"), InlineText);
        }
        else if (name.Length > 0)
        {
            Names.Subdomain(errors, path.Child("storageClassName"), name);
        }

        var mode = spec.Str("volumeMode");
        if (isInline && mode != "Filesystem" && spec.Has("volumeMode"))
        {
            errors.Forbidden(path.Child("volumeMode"),
                "may not specify volumeMode other than Filesystem in the context of inline volumes");
        }
        else if (!isInline && spec.Has("volumeMode") && !VolumeModes.Contains(mode))
        {
            errors.NotSupported(path.Child("volumeMode"), mode, VolumeModes);
        }

        if (isInline || spec.Text("volumeAttributesClassName") is not { } attributes)
        {
            return;
        }

        if (attributes.Length == 0)
        {
            errors.Required(path.Child("volumeAttributesClassName"), "an empty string is disallowed");
        }
        else
        {
            Names.Subdomain(errors, path.Child("volumeAttributesClassName"), attributes);
        }

        if (!spec.Has("csi"))
        {
            errors.Required(path.Child("csi"), "has to be specified when using volumeAttributesClassName");
        }
    }

    private static bool IsRoot(string path) => path.StartsWith('/') && path.Split('/').Aggregate(0, (depth, part) => part switch
    {
        "" or "." => depth,
        ".." => Math.Max(0, depth - 1),
        _ => depth + 1,
    }) == 0;
}
