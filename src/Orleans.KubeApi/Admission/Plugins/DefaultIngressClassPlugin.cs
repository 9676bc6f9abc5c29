using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>DefaultIngressClass: an ingress that names no class, in the field or the old annotation, gets the default class.</summary>
internal sealed class DefaultIngressClassPlugin : PluginBase
{
    private static readonly GroupResource Classes = new("networking.k8s.io", "ingressclasses");

    /// <inheritdoc/>
    public override string Name => "DefaultIngressClass";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "networking.k8s.io", "ingresses"))
        {
            return;
        }

        var ingress = request.Object!;
        if (ingress.Object("metadata")?.Object("annotations")?.Has("kubernetes.io/ingress.class") == true
            || ingress.Object("spec")?.Has("ingressClassName") == true)
        {
            return;
        }

        if (DefaultClasses.Find(request.Reader, Classes, "ingressclass.kubernetes.io/is-default-class") is { } found)
        {
            ingress.Child("spec").Set("ingressClassName", found.Name);
        }
    }
}
