using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// DenyServiceExternalIPs: nobody may add external addresses to a Service (CVE-2020-8554); those that are there may stay.
/// </summary>
internal sealed class DenyServiceExternalIpsPlugin : PluginBase
{
    /// <inheritdoc/>
    public override string Name => "DenyServiceExternalIPs";

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update)
            || request.Resource is not { Group: "", Resource: "services" } || request.Subresource.Length > 0)
        {
            return;
        }

        if (!Addresses(request.Object).IsSubsetOf(Addresses(request.Old)))
        {
            throw Forbidden(request, "Use of external IPs is denied by admission control");
        }
    }

    private static HashSet<string> Addresses(ObjectNode? service) =>
        [.. (service?.Object("spec")?.Array("externalIPs")?.Items ?? []).OfType<TextNode>().Select(t => t.Value)];
}
