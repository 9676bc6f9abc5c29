using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>PersistentVolumeClaimResize: a claim may grow only when it is bound and its class allows it.</summary>
internal sealed class PersistentVolumeClaimResizePlugin : PluginBase
{
    private static readonly GroupResource Classes = new("storage.k8s.io", "storageclasses");

    /// <inheritdoc/>
    public override string Name => "PersistentVolumeClaimResize";

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Update || !Is(request, "", "persistentvolumeclaims")
            || !Grows(request.Object!, request.Old!))
        {
            return;
        }

        if (request.Old!.Object("status")?.Text("phase") != "Bound")
        {
            throw Forbidden(request, "Only bound persistent volume claims can be expanded");
        }

        var name = ClassOf(request.Object!);
        if (name.Length == 0 || name != ClassOf(request.Old)
            || request.Reader.Find(Classes, "", name)?.Field("allowVolumeExpansion") != "true")
        {
            throw Forbidden(request,
                "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
        }
    }

    private static bool Grows(ObjectNode claim, ObjectNode old) => Size(claim).CompareTo(Size(old)) > 0;

    private static Quantity Size(ObjectNode claim)
    {
        var text = claim.Object("spec")?.Object("resources")?.Object("requests")?.Text("storage");
        return Quantity.TryParse(text ?? "0", out var size, out _) ? size : default;
    }

    private static string ClassOf(ObjectNode claim) =>
        claim.Object("metadata")?.Object("annotations")?.Text("volume.beta.kubernetes.io/storage-class")
        ?? claim.Object("spec")?.Text("storageClassName") ?? "";
}
