using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Storage;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>Storage: PersistentVolume, PersistentVolumeClaim, storage.k8s.io.</summary>
internal static class StorageKinds
{
    /// <summary>Kind and rules.</summary>
    public static (GroupVersionKind Kind, KindRules Rules)[] All { get; } =
    [
        (new("", "v1", "PersistentVolume"), new PersistentVolumeRules()),
        (new("", "v1", "PersistentVolumeClaim"), new PersistentVolumeClaimRules()),
        (Storage("v1", "StorageClass"), new StorageClassRules()),
        (Storage("v1", "CSIDriver"), new CsiDriverRules()),
        (Storage("v1", "CSINode"), new CsiNodeRules()),
        (Storage("v1", "CSIStorageCapacity"), new CsiStorageCapacityRules()),
        (Storage("v1", "VolumeAttachment"), new VolumeAttachmentRules()),
        (Storage("v1", "VolumeAttributesClass"), new VolumeAttributesClassRules()),
        (Storage("v1beta1", "VolumeAttributesClass"), new VolumeAttributesClassRules()),
    ];

    private static GroupVersionKind Storage(string version, string kind) => new("storage.k8s.io", version, kind);
}
