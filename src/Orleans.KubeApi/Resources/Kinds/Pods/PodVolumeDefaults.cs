using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Defaults of a pod's volumes.</summary>
internal static class PodVolumeDefaults
{
    private static readonly Node FileMode = 0b110_100_100;
    private static readonly Node Hour = 3600;
    private static readonly Node Empty = "";

    /// <summary>Fills one volume in place; a volume without a source is an empty directory.</summary>
    public static void Apply(ObjectNode volume)
    {
        var found = false;
        for (var i = 0; i < volume.Count; i++)
        {
            var (name, value) = volume.At(i);
            if (value is ObjectNode source)
            {
                found = true;
                Source(name, source);
            }
        }

        if (!found)
        {
            volume.Set("emptyDir", new ObjectNode());
        }
    }

    /// <summary>Defaults of an RBD source, of a pod's volume or of a PersistentVolume.</summary>
    public static void Rbd(ObjectNode source)
    {
        Fill.Zero(source, "pool", "rbd");
        Fill.Zero(source, "user", "admin");
        Fill.Zero(source, "keyring", "/etc/ceph/keyring");
    }

    /// <summary>Defaults of a ScaleIO source, of a pod's volume or of a PersistentVolume.</summary>
    public static void ScaleIo(ObjectNode source)
    {
        Fill.Zero(source, "storageMode", "ThinProvisioned");
        Fill.Zero(source, "fsType", "xfs");
    }

    /// <summary>Defaults of an Azure disk, of a pod's volume or of a PersistentVolume.</summary>
    public static void AzureDisk(ObjectNode source)
    {
        Fill.Pointer(source, "cachingMode", "ReadWrite");
        Fill.Pointer(source, "fsType", "ext4");
        Fill.Pointer(source, "readOnly", false);
        Fill.Pointer(source, "kind", "Shared");
    }

    /// <summary>Defaults of a claim's spec (SetDefaults_PersistentVolumeClaimSpec and its resource lists).</summary>
    public static void ClaimSpec(ObjectNode spec)
    {
        Fill.Pointer(spec, "volumeMode", "Filesystem");
        ResourceLists.RoundRequirements(spec.Object("resources"));
    }

    private static void Source(string name, ObjectNode source)
    {
        switch (name)
        {
            case "secret" or "configMap":
                Fill.Pointer(source, "defaultMode", FileMode);
                break;
            case "downwardAPI":
                Fill.Pointer(source, "defaultMode", FileMode);
                Downward(source);
                break;
            case "projected":
                Fill.Pointer(source, "defaultMode", FileMode);
                Projected(source);
                break;
            case "hostPath":
                Fill.Pointer(source, "type", Empty);
                break;
            case "iscsi":
                Fill.Zero(source, "iscsiInterface", "default");
                break;
            case "rbd":
                Rbd(source);
                break;
            case "scaleIO":
                ScaleIo(source);
                break;
            case "azureDisk":
                AzureDisk(source);
                break;
            case "ephemeral" when source.Object("volumeClaimTemplate")?.Object("spec") is { } spec:
                ClaimSpec(spec);
                break;
            case "image":
                PodSpecDefaults.PullPolicy(source, "pullPolicy", source.Text("reference"));
                break;
        }
    }

    private static void Projected(ObjectNode source)
    {
        foreach (var part in source.Items("sources"))
        {
            Downward(((ObjectNode)part).Object("downwardAPI"));
            if (((ObjectNode)part).Object("serviceAccountToken") is { } token)
            {
                Fill.Pointer(token, "expirationSeconds", Hour);
            }
        }
    }

    private static void Downward(ObjectNode? source)
    {
        foreach (var item in source.Items("items"))
        {
            PodSpecDefaults.FieldReference(((ObjectNode)item).Object("fieldRef"));
        }
    }
}
