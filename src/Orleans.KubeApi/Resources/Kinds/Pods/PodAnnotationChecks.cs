using System.Globalization;
using System.Text.Json;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of the annotations that mean something to pods: mirror pods, deletion cost, old security profiles.</summary>
internal static class PodAnnotationChecks
{
    /// <summary>Marks a pod that mirrors a static one.</summary>
    public const string Mirror = "kubernetes.io/config.mirror";

    /// <summary>Old way to name a container's AppArmor profile.</summary>
    public const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

    /// <summary>Old way to name a pod's seccomp profile.</summary>
    public const string SeccompPod = "seccomp.security.alpha.kubernetes.io/pod";

    /// <summary>Old way to name a container's seccomp profile.</summary>
    public const string SeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";

    private const string Tolerations = "scheduler.alpha.kubernetes.io/tolerations";
    private const string Cost = "controller.kubernetes.io/pod-deletion-cost";

    /// <summary>Checks the annotations of a pod or a template.</summary>
    public static void Check(ObjectNode holder, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        if (holder.Object("metadata")?.Object("annotations") is not { Count: > 0 } annotations)
        {
            return;
        }

        var spec = holder.Object("spec") ?? [];
        if (annotations.Text(Mirror) is { } mirror && spec.Str("nodeName").Length == 0)
        {
            errors.Invalid(path.Key(Mirror), mirror, "must set spec.nodeName if mirror pod annotation is set");
        }

        if (annotations.Str(Tolerations).Length > 0)
        {
            OldTolerations(annotations.Str(Tolerations), path, errors);
        }

        if (!options.BadDeletionCost)
        {
            DeletionCost(holder, path, errors);
        }

        Seccomp(annotations, path, errors);
        AppArmor(annotations, spec, path, errors);
    }

    /// <summary>The deletion cost: a 32-bit number without decoration.</summary>
    public static void DeletionCost(ObjectNode holder, FieldPath path, FieldErrors errors)
    {
        if (holder.Object("metadata")?.Object("annotations")?.Text(Cost) is not { } text)
        {
            return;
        }

        var isPlain = text.Length > 0 && text[0] != '+' && (text.TrimStart('-') is not ['0', _, ..])
            && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        if (!isPlain)
        {
            errors.Invalid(path.Key(Cost), text, "must be a 32bit integer");
        }
    }

    /// <summary>Old seccomp annotations and the fields that took their place must say the same.</summary>
    public static void SeccompFieldsMatch(ObjectNode pod, FieldPath specPath, FieldErrors errors)
    {
        if (pod.Object("metadata")?.Object("annotations") is not { Count: > 0 } annotations)
        {
            return;
        }

        var spec = pod.Object("spec") ?? [];
        var context = spec.Object("securityContext");
        SeccompMatches(annotations.Text(SeccompPod), context?.Object("seccompProfile"), specPath.Child("securityContext"), errors);
        foreach (var (container, at) in PodContainers.AllAt(spec, specPath))
        {
            SeccompMatches(annotations.Text($"{SeccompPrefix}{container.Str("name")}"),
                container.Object("securityContext")?.Object("seccompProfile"), at.Child("securityContext"), errors);
        }
    }

    /// <summary>Old AppArmor annotations and the fields that took their place must say the same in a new pod.</summary>
    public static void AppArmorFieldsMatch(ObjectNode pod, FieldPath specPath, FieldErrors errors)
    {
        var spec = pod.Object("spec") ?? [];
        if (pod.Object("metadata")?.Object("annotations") is not { Count: > 0 } annotations || spec.Object("os").Str("name") == "windows")
        {
            return;
        }

        var context = spec.Object("securityContext");
        foreach (var (container, at) in PodContainers.AllAt(spec, specPath))
        {
            var profile = container.Object("securityContext")?.Object("appArmorProfile") ?? context?.Object("appArmorProfile");
            AppArmorMatches(annotations.Text($"{AppArmorPrefix}{container.Str("name")}"), profile,
                at.Child("securityContext", "appArmorProfile"), errors);
        }
    }

    /// <summary>Annotations that an update may not touch.</summary>
    public static void Update(ObjectNode pod, ObjectNode old, FieldPath path, FieldErrors errors)
    {
        var after = pod.Object("metadata")?.Object("annotations") ?? [];
        var before = old.Object("metadata")?.Object("annotations") ?? [];
        foreach (var (key, value) in before)
        {
            if (after.Text(key) != value.Str())
            {
                Untouchable(key, path, "remove or update", errors);
            }
        }

        foreach (var (key, _) in after)
        {
            if (!before.Has(key))
            {
                Untouchable(key, path, "add", errors);
            }
        }
    }

    private static void Untouchable(string key, FieldPath path, string verb, FieldErrors errors)
    {
        if (key.StartsWith(AppArmorPrefix, StringComparison.Ordinal))
        {
            errors.Forbidden(path.Key(key), $"may not {verb} AppArmor annotations");
        }

        if (key == Mirror)
        {
            errors.Forbidden(path.Key(key), $"may not {verb} mirror pod annotation");
        }
    }

    private static void OldTolerations(string text, FieldPath path, FieldErrors errors)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(text);
        try
        {
            switch (NodeReader.Parse(json))
            {
                case ArrayNode list:
                    TolerationChecks.Check(list.Items, path.Child(Tolerations), errors);
                    break;
                case { } other and not NullNode:
                    errors.Invalid(path, Tolerations,
                        $"json: cannot unmarshal {other.KindName} into Go value of type []core.Toleration");
                    break;
            }
        }
        catch (JsonException wrong)
        {
            errors.Invalid(path, Tolerations, GoJsonText.Explain(json, wrong));
        }
    }

    private static void Seccomp(ObjectNode annotations, FieldPath path, FieldErrors errors)
    {
        if (annotations.Text(SeccompPod) is { } pod)
        {
            SeccompName(pod, path.Child(SeccompPod), errors);
        }

        foreach (var (key, value) in annotations)
        {
            if (key.StartsWith(SeccompPrefix, StringComparison.Ordinal))
            {
                SeccompName(value.Str(), path.Child(key), errors);
            }
        }
    }

    private static void SeccompName(string profile, FieldPath path, FieldErrors errors)
    {
        if (profile.StartsWith("localhost/", StringComparison.Ordinal))
        {
            FilePaths.Descending(errors, path, profile["localhost/".Length..]);
        }
        else if (profile is not ("runtime/default" or "docker/default" or "unconfined"))
        {
            errors.Invalid(path, profile, "must be a valid seccomp profile");
        }
    }

    private static void AppArmor(ObjectNode annotations, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        HashSet<string>? containers = null;
        foreach (var (key, value) in annotations)
        {
            if (!key.StartsWith(AppArmorPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var name = key[AppArmorPrefix.Length..];
            containers ??= PodContainers.All(spec).Select(c => c.Str("name")).ToHashSet(StringComparer.Ordinal);
            if (!containers.Contains(name))
            {
                errors.Invalid(path.Key(key), name, "container not found");
            }

            if (value.Str() is not ("" or "runtime/default" or "unconfined")
                && !value.Str().StartsWith("localhost/", StringComparison.Ordinal))
            {
                errors.Invalid(path.Key(key), value, $"invalid AppArmor profile name: {GoText.Quote(value.Str())}");
            }
        }
    }

    private static void SeccompMatches(string? annotation, ObjectNode? profile, FieldPath context, FieldErrors errors)
    {
        if (annotation is null || profile is null)
        {
            return;
        }

        var typeFits = profile.Str("type") switch
        {
            "Unconfined" => annotation == "unconfined",
            "RuntimeDefault" => annotation is "runtime/default" or "docker/default",
            "Localhost" => annotation.StartsWith("localhost/", StringComparison.Ordinal),
            _ => true,
        };
        if (!typeFits)
        {
            errors.Forbidden(context.Child("seccompProfile", "type"), "seccomp type in annotation and field must match");
        }
        else if (profile.Str("type") == "Localhost" && annotation["localhost/".Length..] != profile.Text("localhostProfile"))
        {
            errors.Forbidden(context.Child("seccompProfile", "localhostProfile"), "seccomp profile in annotation and field must match");
        }
    }

    private static void AppArmorMatches(string? annotation, ObjectNode? profile, FieldPath path, FieldErrors errors)
    {
        if (annotation is null || profile is null)
        {
            return;
        }

        var typeFits = profile.Str("type") switch
        {
            "Unconfined" => annotation == "unconfined",
            "RuntimeDefault" => annotation == "runtime/default",
            "Localhost" => annotation.StartsWith("localhost/", StringComparison.Ordinal),
            _ => true,
        };
        if (!typeFits)
        {
            errors.Forbidden(path.Child("type"), "apparmor type in annotation and field must match");
        }
        else if (profile.Str("type") == "Localhost" && annotation["localhost/".Length..] != profile.Text("localhostProfile"))
        {
            errors.Forbidden(path.Child("localhostProfile"), "apparmor profile in annotation and field must match");
        }
    }
}
