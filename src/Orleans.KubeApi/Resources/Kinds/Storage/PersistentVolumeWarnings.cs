using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Warnings for what is old in a PersistentVolume.</summary>
internal static class PersistentVolumeWarnings
{
    private static readonly (string Source, string Text)[] OldSources =
    [
        ("cephfs", "spec.cephfs: deprecated in v1.28, non-functional in v1.31+"),
        ("photonPersistentDisk", "spec.photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+"),
        ("scaleIO", "spec.scaleIO: deprecated in v1.16, non-functional in v1.22+"),
        ("storageos", "spec.storageOS: deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "spec.glusterfs: deprecated in v1.25, non-functional in v1.26+"),
        ("rbd", "spec.rbd: deprecated in v1.28, non-functional in v1.31+"),
    ];

    /// <summary>Appends them.</summary>
    public static void Add(ObjectNode tree, List<string> warnings)
    {
        var spec = tree.Object("spec");
        WarnAffinity(spec?.Object("nodeAffinity")?.Object("required"), warnings);
        var annotations = tree.Object("metadata")?.Object("annotations");
        if (annotations?.Has("volume.beta.kubernetes.io/storage-class") == true)
        {
            warnings.Add("metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use \"storageClassName\" " +
                "attribute instead");
        }

        if (annotations?.Has("volume.beta.kubernetes.io/mount-options") == true)
        {
            warnings.Add("metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use \"mountOptions\" " +
                "attribute instead");
        }

        if (spec.Str("persistentVolumeReclaimPolicy") == "Recycle")
        {
            warnings.Add(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach " +
                "is to use dynamic provisioning.");
        }

        foreach (var (source, text) in OldSources)
        {
            if (spec?.Has(source) == true)
            {
                warnings.Add(text);
                return;
            }
        }
    }

    private static void WarnAffinity(ObjectNode? required, List<string> warnings)
    {
        var terms = required.Items("nodeSelectorTerms");
        for (var i = 0; i < terms.Count; i++)
        {
            var path = FieldPath.Of("spec").Child("nodeAffinity", "required").Child("nodeSelectorTerms").Index(i);
            DeprecatedNodeLabels.WarnTerm(terms[i] as ObjectNode ?? [], path, false, warnings);
        }
    }
}
