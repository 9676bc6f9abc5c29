namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Names that many rules of pods use.</summary>
internal static class PodNames
{
    /// <summary>The members of a pod spec that hold containers.</summary>
    public static readonly string[] ContainerLists = ["initContainers", "containers", "ephemeralContainers"];

    /// <summary>The members of a volume that name its source, in the order in which the original looks at them.</summary>
    public static readonly string[] VolumeSources =
    [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker",
        "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile",
        "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral",
        "image",
    ];
}
