using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>StorageObjectInUseProtection: new volumes, claims and attribute classes can't vanish while something uses them.</summary>
internal sealed class StorageObjectInUseProtectionPlugin : PluginBase
{
    /// <inheritdoc/>
    public override string Name => "StorageObjectInUseProtection";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        var finalizer = request switch
        {
            { Operation: not AdmissionOperation.Create } or { Subresource.Length: > 0 } => null,
            { Resource: { Group: "", Resource: "persistentvolumes" } } => "kubernetes.io/pv-protection",
            { Resource: { Group: "", Resource: "persistentvolumeclaims" } } => "kubernetes.io/pvc-protection",
            { Resource: { Group: "storage.k8s.io", Resource: "volumeattributesclasses" } } => "kubernetes.io/vac-protection",
            _ => null,
        };
        if (finalizer is null)
        {
            return;
        }

        var finalizers = List(request.Object!.Child("metadata"), "finalizers");
        if (!finalizers.Items.Any(f => f is TextNode { Value: var value } && value == finalizer))
        {
            finalizers.Add(finalizer);
        }
    }
}
