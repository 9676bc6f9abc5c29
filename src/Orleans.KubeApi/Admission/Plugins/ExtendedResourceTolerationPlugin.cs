using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>ExtendedResourceToleration: a pod that asks for special hardware may run on the nodes that are kept for it.</summary>
internal sealed class ExtendedResourceTolerationPlugin : PluginBase
{
    /// <inheritdoc/>
    public override string Name => "ExtendedResourceToleration";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update) || !Is(request, "", "pods"))
        {
            return;
        }

        var spec = request.Object!.Child("spec");
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var container in Children(spec, "containers").Concat(Children(spec, "initContainers")))
        {
            foreach (var (name, _) in container.Object("resources")?.Object("requests") ?? [])
            {
                if (ResourceKinds.IsExtended(name))
                {
                    names.Add(name);
                }
            }
        }

        if (names.Count == 0)
        {
            return;
        }

        names.ExceptWith(Children(spec, "tolerations").Where(t => t.Text("operator") == "Exists"
            && t.Text("effect") is null or "" && t.Text("value") is null or "" && !t.Has("tolerationSeconds"))
            .Select(t => t.Text("key") ?? ""));
        var tolerations = List(spec, "tolerations");
        foreach (var name in names)
        {
            tolerations.Add(new ObjectNode { { "key", name }, { "operator", "Exists" } });
        }
    }
}
