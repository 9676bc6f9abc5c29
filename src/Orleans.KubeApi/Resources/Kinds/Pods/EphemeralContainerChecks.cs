using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of ephemeral containers: for a look inside, not for the pod's work.</summary>
internal static class EphemeralContainerChecks
{
    private const string NotForThese = "cannot be set for an Ephemeral Container";

    private static readonly string[] NotAllowed =
    [
        "ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe",
        "lifecycle",
    ];

    /// <summary>Checks the list.</summary>
    public static void Check(ObjectNode spec, ContainerChecks checks, FieldPath path, FieldErrors errors)
    {
        var containers = spec.Items("ephemeralContainers");
        if (containers.Count == 0)
        {
            return;
        }

        var others = new HashSet<string>(StringComparer.Ordinal);
        others.UnionWith(spec.Items("containers").Concat(spec.Items("initContainers")).Select(c => c.Obj().Str("name")));
        var names = new HashSet<string>(others, StringComparer.Ordinal);
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i].Obj();
            var at = path.Index(i);
            checks.Common(container, at);
            PodSpecChecks.ImageBlanks(container, at, errors);
            if (!names.Add(container.Str("name")))
            {
                errors.Duplicate(at.Child("name"), container.Str("name"));
            }

            if (container.Str("targetContainerName") is { Length: > 0 } target && !others.Contains(target))
            {
                errors.NotFound(at.Child("targetContainerName"), target);
            }

            Members(container, at, errors);
        }
    }

    private static void Members(ObjectNode container, FieldPath path, FieldErrors errors)
    {
        foreach (var member in NotAllowed)
        {
            if (container[member] is { } value and not (ObjectNode { Count: 0 } or ArrayNode { Items.Count: 0 })
                || (member is not ("resources" or "ports") && container.Object(member) is not null))
            {
                errors.Forbidden(path.Child(member), NotForThese);
            }
        }

        var mounts = container.Items("volumeMounts");
        for (var i = 0; i < mounts.Count; i++)
        {
            foreach (var member in new[] { "subPath", "subPathExpr" })
            {
                if (mounts[i].Obj().Str(member).Length > 0)
                {
                    errors.Forbidden(path.Child("volumeMounts").Index(i).Child(member), NotForThese);
                }
            }
        }
    }
}
