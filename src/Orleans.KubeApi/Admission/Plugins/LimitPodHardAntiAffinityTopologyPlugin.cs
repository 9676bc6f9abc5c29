using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>LimitPodHardAntiAffinityTopology: a pod may keep others away from its node, but from nothing larger.</summary>
internal sealed class LimitPodHardAntiAffinityTopologyPlugin : PluginBase
{
    private const string Hostname = "kubernetes.io/hostname";

    /// <inheritdoc/>
    public override string Name => "LimitPodHardAntiAffinityTopology";

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update) || !Is(request, "", "pods"))
        {
            return;
        }

        var affinity = request.Object!.Object("spec")?.Object("affinity")?.Object("podAntiAffinity");
        var terms = affinity is null ? [] : Children(affinity, "requiredDuringSchedulingIgnoredDuringExecution");
        if (terms.FirstOrDefault(t => t.Text("topologyKey") != Hostname)?.Text("topologyKey") is { } key)
        {
            throw Forbidden(request, $"affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey {key} but only key {Hostname} is allowed");
        }
    }
}
