using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>AlwaysPullImages: nobody uses an image that a node has only because somebody else was allowed to pull it.</summary>
internal sealed class AlwaysPullImagesPlugin : PluginBase
{
    private static readonly string[] Lists = ["initContainers", "containers", "ephemeralContainers"];

    /// <inheritdoc/>
    public override string Name => "AlwaysPullImages";

    /// <inheritdoc/>
    public override void Mutate(AdmissionRequest request)
    {
        if (!Concerns(request))
        {
            return;
        }

        var spec = request.Object!.Child("spec");
        foreach (var container in Lists.SelectMany(l => Children(spec, l)))
        {
            container.Set("imagePullPolicy", "Always");
        }

        foreach (var image in Children(spec, "volumes").Select(v => v.Object("image")).OfType<ObjectNode>())
        {
            image.Set("pullPolicy", "Always");
        }
    }

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (!Concerns(request))
        {
            return;
        }

        var errors = new FieldErrors();
        var spec = request.Object!.Child("spec");
        foreach (var list in Lists)
        {
            var at = 0;
            foreach (var container in Children(spec, list))
            {
                if (container.Text("imagePullPolicy") != "Always")
                {
                    errors.NotSupported(FieldPath.Of("spec").Child(list).Index(at).Child("imagePullPolicy"),
                        container["imagePullPolicy"] ?? new TextNode(""), ["Always"]);
                }

                at++;
            }
        }

        if (errors.Count > 0)
        {
            var texts = errors.Causes.Select(c => $"{c.Field}: {c.Message}").ToList();
            throw Forbidden(request, texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]");
        }
    }

    // An update that brings no other image was looked at when the image came.
    private static bool Concerns(AdmissionRequest request)
    {
        if (request.Resource is not { Group: "", Resource: "pods" } || request.Subresource is not ("" or "ephemeralcontainers")
            || request.Object is null || request.Operation == AdmissionOperation.Delete)
        {
            return false;
        }

        return request.Operation != AdmissionOperation.Update || request.Old is null
            || !Images(request.Object).IsSubsetOf(Images(request.Old));
    }

    private static HashSet<string> Images(ObjectNode pod) => [.. Lists
        .SelectMany(l => Children(pod.Object("spec") ?? [], l)).Select(c => c.Text("image") ?? "")];
}
