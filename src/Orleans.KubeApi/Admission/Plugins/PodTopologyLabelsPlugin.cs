using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>PodTopologyLabels: a pod that gets a node gets the node's zone and region as labels.</summary>
internal sealed class PodTopologyLabelsPlugin : PluginBase
{
    private static readonly GroupResource Nodes = new("", "nodes");
    private static readonly string[] Copied = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone"];

    /// <inheritdoc/>
    public override string Name => "PodTopologyLabels";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || request.Resource is not { Group: "", Resource: "pods" })
        {
            return;
        }

        var node = request.Subresource switch
        {
            "" => request.Object!.Object("spec")?.Text("nodeName"),
            "binding" => request.Object!.Object("target") is { } target && target.Text("kind") is null or "" or "Node"
                ? request.Object!.Object("target")?.Text("name") : null,
            _ => null,
        };
        if (node is not { Length: > 0 } || request.Reader.Find(Nodes, "", node) is not { } found)
        {
            return;
        }

        foreach (var label in Copied)
        {
            if (found.Labels.TryGetValue(label, out var value))
            {
                request.Object!.Child("metadata").Child("labels").Set(label, value);
            }
        }
    }
}
