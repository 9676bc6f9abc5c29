using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Pods: as an object and through /status, /ephemeralcontainers and /resize.</summary>
internal sealed class PodRules : KindRules
{
    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => PodDefaults.Apply(tree);

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context) => PodCreation.Prepare(tree, context);

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        switch (context.Subresource)
        {
            case "":
                PodFeatures.Drop(tree.Child("spec"), old.Object("spec"));
                break;
            case "status":
                PodSubresources.Status(tree, old);
                break;
            case "ephemeralcontainers":
                PodSubresources.EphemeralContainers(tree, old);
                break;
            case "resize":
                PodSubresources.Resize(tree, old);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        Check(tree, errors, PodCheckOptions.Pod);
        var path = FieldPath.Of("spec");
        var spec = tree.Object("spec") ?? [];
        if (spec.Items("ephemeralContainers").Count > 0)
        {
            errors.Forbidden(path.Child("ephemeralContainers"), "cannot be set on create");
        }

        if (spec.Str("nodeName").Length > 0 && spec.Items("schedulingGates").Count > 0)
        {
            errors.Forbidden(path.Child("nodeName"), "cannot be set until all schedulingGates have been cleared");
        }

        PodAnnotationChecks.SeccompFieldsMatch(tree, path, errors);
        PodAnnotationChecks.AppArmorFieldsMatch(tree, path, errors);
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        var options = PodCheckOptions.For(old, isPod: true);
        switch (context.Subresource)
        {
            case "":
                Check(tree, errors, options);
                CheckAnnotations(tree, old, errors, options);
                PodUpdateChecks.Check(tree, old, errors);
                break;
            case "status":
                CheckAnnotations(tree, old, errors, options);
                PodStatusChecks.Check(tree, old, errors);
                break;
            case "ephemeralcontainers":
                EphemeralContainers(tree, old, errors, options);
                break;
            case "resize" when PodResizeChecks.Refusal(old) is { } refusal:
                errors.Forbidden(FieldPath.Root, refusal);
                break;
            case "resize":
                Check(tree, errors, options);
                PodResizeChecks.Check(tree, old, errors);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (old is not null)
        {
            WarnOfAddresses(tree, context);
            return;
        }

        var name = tree.Object("metadata").Str("name");
        if (!Names.IsLabel(name))
        {
            context.Warnings.Add(
                "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is "
                + $"recommended: [{string.Join(' ', NameRules.Label(name))}]");
        }

        new PodWarnings(tree, path: null, context.Warnings).Add();
    }

    // Only status writes warn on updates: pods are written often and seldom by people.
    private static void WarnOfAddresses(ObjectNode pod, KindContext context)
    {
        foreach (var list in context.Subresource == "status" ? new[] { "podIPs", "hostIPs" } : [])
        {
            var ips = pod.Object("status").Items(list);
            for (var i = 0; i < ips.Count; i++)
            {
                AddressRules.Warn(ips[i].Obj().Str("ip"), FieldPath.Of("status").Child(list).Index(i).Child("ip"), context.Warnings);
            }
        }
    }

    private static void Check(ObjectNode pod, FieldErrors errors, PodCheckOptions options)
    {
        var path = FieldPath.Of("spec");
        var spec = pod.Object("spec") ?? [];
        PodAnnotationChecks.Check(pod, FieldPath.Of("metadata").Child("annotations"), errors, options);
        PodSpecChecks.Check(spec, pod, path, errors, options);
        PodSpecChecks.OnlyPods(spec, path, errors);
    }

    private static void CheckAnnotations(ObjectNode pod, ObjectNode old, FieldErrors errors, PodCheckOptions options)
    {
        var path = FieldPath.Of("metadata").Child("annotations");
        PodAnnotationChecks.Update(pod, old, path, errors);
        PodAnnotationChecks.Check(pod, path, errors, options);
    }

    private static void EphemeralContainers(ObjectNode pod, ObjectNode old, FieldErrors errors, PodCheckOptions options)
    {
        if (old.Object("metadata")?.Object("annotations")?.Has(PodAnnotationChecks.Mirror) == true)
        {
            errors.Forbidden(FieldPath.Root, "static pods do not support ephemeral containers");
            return;
        }

        Check(pod, errors, options);
        CheckAnnotations(pod, old, errors, options);
        var path = FieldPath.Of("spec").Child("ephemeralContainers");
        var containers = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var container in pod.Object("spec").Items("ephemeralContainers"))
        {
            containers[container.Obj().Str("name")] = container;
        }

        foreach (var stored in old.Object("spec").Items("ephemeralContainers"))
        {
            var name = stored.Obj().Str("name");
            var found = containers.GetValueOrDefault(name);
            if (found is null)
            {
                errors.Forbidden(path, $"existing ephemeral containers {GoText.Quote(name)} may not be removed\n");
            }
            else if (!Node.DeepEquals(found, stored))
            {
                errors.Forbidden(path, $"existing ephemeral containers {GoText.Quote(name)} may not be changed\n");
            }
        }
    }
}
