using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>TaintNodesByCondition: nothing is scheduled on a new node until somebody has seen it ready.</summary>
internal sealed class TaintNodesByConditionPlugin : PluginBase
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    /// <inheritdoc/>
    public override string Name => "TaintNodesByCondition";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "", "nodes"))
        {
            return;
        }

        var taints = List(request.Object!.Child("spec"), "taints");
        if (!taints.Items.OfType<ObjectNode>().Any(t => t.Text("key") == NotReady && t.Text("effect") == "NoSchedule"))
        {
            taints.Add(new ObjectNode { { "key", NotReady }, { "effect", "NoSchedule" } });
        }
    }
}
