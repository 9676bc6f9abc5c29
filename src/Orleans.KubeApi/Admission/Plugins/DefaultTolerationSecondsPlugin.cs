using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// DefaultTolerationSeconds: pods stay five minutes on a node that is not ready or can't be reached, unless they say otherwise.
/// </summary>
internal sealed class DefaultTolerationSecondsPlugin : PluginBase
{
    private const long Seconds = 300;
    private static readonly string[] Taints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    /// <inheritdoc/>
    public override string Name => "DefaultTolerationSeconds";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || !Is(request, "", "pods"))
        {
            return;
        }

        var tolerations = List(request.Object!.Child("spec"), "tolerations");
        foreach (var taint in Taints)
        {
            if (!tolerations.Items.OfType<ObjectNode>().Any(t => Tolerates(t, taint)))
            {
                tolerations.Add(new ObjectNode
                {
                    { "key", taint }, { "operator", "Exists" }, { "effect", "NoExecute" }, { "tolerationSeconds", Seconds },
                });
            }
        }
    }

    private static bool Tolerates(ObjectNode toleration, string taint) =>
        ((toleration.Text("key") ?? "") is "" || toleration.Text("key") == taint)
        && (toleration.Text("effect") ?? "") is "" or "NoExecute";
}
