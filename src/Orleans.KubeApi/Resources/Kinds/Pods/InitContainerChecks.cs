using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of init containers, sidecars among them.</summary>
internal static class InitContainerChecks
{
    private static readonly string[] OnlySidecars = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>Checks the list.</summary>
    public static void Check(ObjectNode spec, ContainerChecks checks, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        var containers = spec.Items("initContainers");
        if (containers.Count == 0)
        {
            return;
        }

        var names = new HashSet<string>(spec.Items("containers").Select(c => c.Obj().Str("name")), StringComparer.Ordinal);
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i].Obj();
            var at = path.Index(i);
            checks.Common(container, at);
            checks.RestartPolicy(container, at);
            var name = container.Str("name");
            if (names.Contains(name))
            {
                errors.Duplicate(at.Child("name"), name);
            }
            else if (name.Length > 0)
            {
                names.Add(name);
            }

            // They run one by one, so each is looked at alone, and the original counts from the list's start.
            checks.HostPorts([container], path);
            if (PodContainers.IsSidecar(container))
            {
                ProbeChecks.Check(container, spec, at, errors);
            }
            else
            {
                Plain(container, at, errors, options);
            }
        }
    }

    /// <summary>Whether a plain init container is restarted when it's resized, which makes no sense.</summary>
    public static bool RestartsOnResize(ObjectNode container) => !PodContainers.IsSidecar(container)
        && container.Items("resizePolicy").Any(p => p.Obj().Str("restartPolicy") == "RestartContainer");

    private static void Plain(ObjectNode container, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        foreach (var member in OnlySidecars)
        {
            if (container.Has(member))
            {
                errors.Forbidden(path.Child(member), "may not be set for init containers without restartPolicy=Always");
            }
        }

        var policies = container.Items("resizePolicy");
        for (var i = 0; i < policies.Count && !options.InitRestartOnResize; i++)
        {
            if (policies[i].Obj().Str("restartPolicy") == "RestartContainer")
            {
                errors.Invalid(path.Child("resizePolicy").Index(i).Child("restartPolicy"), "RestartContainer",
                    "must not be set to 'RestartContainer' for non-sidecar initContainers");
            }
        }
    }
}
