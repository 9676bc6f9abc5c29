using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>DefaultStorageClass: a claim that names no class, not even an empty one, gets the default class if there is one.</summary>
internal sealed class DefaultStorageClassPlugin : PluginBase
{
    private static readonly GroupResource Classes = new("storage.k8s.io", "storageclasses");

    /// <inheritdoc/>
    public override string Name => "DefaultStorageClass";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "", "persistentvolumeclaims"))
        {
            return;
        }

        var claim = request.Object!;
        if (claim.Object("metadata")?.Object("annotations")?.Has("volume.beta.kubernetes.io/storage-class") == true
            || claim.Child("spec").Has("storageClassName"))
        {
            return;
        }

        var found = DefaultClasses.Find(request.Reader, Classes,
            "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");
        if (found is not null)
        {
            claim.Child("spec").Set("storageClassName", found.Name);
        }
    }
}
