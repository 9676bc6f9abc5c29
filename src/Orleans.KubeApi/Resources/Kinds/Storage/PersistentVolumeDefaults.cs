using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Defaults of a persistent volume's spec, wherever it stands.</summary>
internal static class PersistentVolumeDefaults
{
    /// <summary>Fills policy, mode and what the kind of volume needs.</summary>
    public static void FillSpec(ObjectNode spec)
    {
        Fill.Zero(spec, "persistentVolumeReclaimPolicy", "Retain");
        Fill.Pointer(spec, "volumeMode", "Filesystem");
        ResourceLists.RoundToMilli(spec.Object("capacity"));
        if (spec.Object("hostPath") is { } hostPath)
        {
            Fill.Pointer(hostPath, "type", "");
        }

        if (spec.Object("iscsi") is { } iscsi)
        {
            Fill.Zero(iscsi, "iscsiInterface", "default");
        }

        if (spec.Object("rbd") is { } rbd)
        {
            Fill.Zero(rbd, "pool", "rbd");
            Fill.Zero(rbd, "user", "admin");
            Fill.Zero(rbd, "keyring", "/etc/ceph/keyring");
        }

        FillClouds(spec);
    }

    private static void FillClouds(ObjectNode spec)
    {
        if (spec.Object("azureDisk") is { } disk)
        {
            Fill.Pointer(disk, "cachingMode", "ReadWrite");
            Fill.Pointer(disk, "kind", "Shared");
            Fill.Pointer(disk, "fsType", "ext4");
            Fill.Pointer(disk, "readOnly", false);
        }

        if (spec.Object("scaleIO") is { } scale)
        {
            Fill.Zero(scale, "storageMode", "ThinProvisioned");
            Fill.Zero(scale, "fsType", "xfs");
        }
    }
}
