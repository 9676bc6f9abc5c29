using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of security contexts: of pods and of containers.</summary>
internal static partial class SecurityContextChecks
{
    private const string IdRange = "must be between 0 and 2147483647, inclusive";
    private const int LongestSysctl = 253;
    private const int LongestProfile = 4095;

    private const string SysctlRule = "must have at most 253 characters and match regex "
        + "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

    /// <summary>Checks a pod's security context.</summary>
    public static void Pod(ObjectNode context, ObjectNode spec, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        Id(context, "fsGroup", path, errors);
        Id(context, "runAsUser", path, errors);
        Id(context, "runAsGroup", path, errors);
        var groups = context.Items("supplementalGroups");
        for (var i = 0; i < groups.Count; i++)
        {
            Id(groups[i], path.Child("supplementalGroups").Index(i), errors);
        }

        if (spec.Flag("shareProcessNamespace") && spec.Flag("hostPID"))
        {
            errors.Invalid(path.Child("shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }

        Sysctls(context, spec, path.Child("sysctls"), errors, options);
        Choice(context, "fsGroupChangePolicy", ["Always", "OnRootMismatch"], path, errors);
        Seccomp(context.Object("seccompProfile"), path.Child("seccompProfile"), errors);
        WindowsChecks.Options(context.Object("windowsOptions"), path.Child("windowsOptions"), errors);
        AppArmor(context.Object("appArmorProfile"), path.Child("appArmorProfile"), errors);
        Choice(context, "supplementalGroupsPolicy", ["Merge", "Strict"], path, errors);
        Choice(context, "seLinuxChangePolicy", options.AnySeLinuxPolicy ? ["MountOption", "Recursive"] : ["Recursive"], path, errors);
    }

    /// <summary>Checks a container's security context.</summary>
    public static void Container(ObjectNode context, bool hostUsers, FieldPath path, FieldErrors errors)
    {
        Id(context, "runAsUser", path, errors);
        Id(context, "runAsGroup", path, errors);
        Choice(context, "procMount", ["Default", "Unmasked"], path, errors);
        if (hostUsers && context.Str("procMount") == "Unmasked")
        {
            errors.Invalid(path.Child("procMount"), "Unmasked", "`hostUsers` must be false to use `Unmasked`");
        }

        Seccomp(context.Object("seccompProfile"), path.Child("seccompProfile"), errors);
        if (context.Maybe("allowPrivilegeEscalation") == false)
        {
            if (context.Flag("privileged"))
            {
                errors.Invalid(path, InternalText.SecurityContext(context),
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }

            foreach (var capability in context.Object("capabilities").Items("add"))
            {
                if (capability.Str() == "CAP_SYS_ADMIN")
                {
                    errors.Invalid(path, InternalText.SecurityContext(context),
                        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
                }
            }
        }

        WindowsChecks.Options(context.Object("windowsOptions"), path.Child("windowsOptions"), errors);
        AppArmor(context.Object("appArmorProfile"), path.Child("appArmorProfile"), errors);
    }

    /// <summary>Sysctls of a namespace that the pod shares with its host.</summary>
    public static void HostSysctls(ObjectNode spec, ObjectNode? context, FieldErrors errors)
    {
        foreach (var sysctl in context.Items("sysctls"))
        {
            HostSysctl(sysctl.Obj().Str("name"), spec, FieldPath.Root, errors);
        }
    }

    /// <summary>An AppArmor profile.</summary>
    public static void AppArmor(ObjectNode? profile, FieldPath path, FieldErrors errors)
    {
        if (profile is null)
        {
            return;
        }

        var local = profile.Text("localhostProfile");
        switch (profile.Str("type"))
        {
            case "Localhost" when local is null:
                errors.Required(path.Child("localhostProfile"), "must be set when AppArmor type is Localhost");
                break;
            case "Localhost":
                AppArmorProfile(local!, path.Child("localhostProfile"), errors);
                break;
            case "RuntimeDefault" or "Unconfined":
                if (local is not null)
                {
                    errors.Invalid(path.Child("localhostProfile"), local, "can only be set when AppArmor type is Localhost");
                }

                break;
            case "":
                errors.Required(path.Child("type"), "type is required when appArmorProfile is set");
                break;
            case { } other:
                errors.NotSupported(path.Child("type"), other, ["Localhost", "RuntimeDefault", "Unconfined"]);
                break;
        }
    }

    private static void AppArmorProfile(string profile, FieldPath path, FieldErrors errors)
    {
        if (profile.Trim() != profile)
        {
            errors.Invalid(path, profile, "must not be padded with whitespace");
        }
        else if (profile.Length == 0)
        {
            errors.Required(path, "must be set when AppArmor type is Localhost");
        }

        if (profile.Length > LongestProfile)
        {
            errors.TooLong(path, LongestProfile);
        }
    }

    private static void Seccomp(ObjectNode? profile, FieldPath path, FieldErrors errors)
    {
        if (profile is null)
        {
            return;
        }

        var type = profile.Str("type");
        if (type.Length == 0)
        {
            errors.Required(path.Child("type"), "type is required when seccompProfile is set");
        }
        else if (type is not ("Localhost" or "RuntimeDefault" or "Unconfined"))
        {
            errors.NotSupported(path.Child("type"), type, ["Localhost", "RuntimeDefault", "Unconfined"]);
        }

        var local = profile.Text("localhostProfile");
        if (type == "Localhost" && local is null)
        {
            errors.Required(path.Child("localhostProfile"), "must be set when seccomp type is Localhost");
        }
        else if (type == "Localhost")
        {
            FilePaths.Descending(errors, path.Child("localhostProfile"), local!);
        }
        else if (local is not null)
        {
            errors.Invalid(path.Child("localhostProfile"), InternalText.Profile(profile), "can only be set when seccomp type is Localhost");
        }
    }

    private static void Sysctls(ObjectNode context, ObjectNode spec, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        HashSet<string>? names = null;
        var sysctls = context.Items("sysctls");
        for (var i = 0; i < sysctls.Count; i++)
        {
            var name = sysctls[i].Obj().Str("name");
            var at = path.Index(i).Child("name");
            names ??= new(StringComparer.Ordinal);
            if (name.Length == 0)
            {
                errors.Required(at);
            }
            else if (name.Length > LongestSysctl || !SysctlForm().IsMatch(name))
            {
                errors.Invalid(at, name, SysctlRule);
            }
            else if (names.Contains(name))
            {
                errors.Duplicate(at, name);
            }

            if (!options.HostSysctls)
            {
                HostSysctl(name, spec, at, errors);
            }

            names.Add(name);
        }
    }

    private static void HostSysctl(string name, ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        // A name whose first separator is a slash is written with slashes.
        var separator = name.AsSpan().IndexOfAny('/', '.');
        var plain = separator >= 0 && name[separator] == '/' ? name.Replace('/', '.') : name;
        var isNet = plain.StartsWith("net.", StringComparison.Ordinal);
        var isIpc = plain is "kernel.sem" || plain.StartsWith("kernel.shm", StringComparison.Ordinal)
            || plain.StartsWith("kernel.msg", StringComparison.Ordinal) || plain.StartsWith("fs.mqueue.", StringComparison.Ordinal);
        if (spec.Flag("hostNetwork") && isNet)
        {
            errors.Invalid(path, name, "may not be specified when 'hostNetwork' is true");
        }
        else if (spec.Flag("hostIPC") && isIpc)
        {
            errors.Invalid(path, name, "may not be specified when 'hostIPC' is true");
        }
    }

    private static void Choice(ObjectNode node, string member, string[] supported, FieldPath path, FieldErrors errors)
    {
        if (node.Text(member) is { } value && !supported.Contains(value, StringComparer.Ordinal))
        {
            errors.NotSupported(path.Child(member), value, supported);
        }
    }

    private static void Id(ObjectNode node, string member, FieldPath path, FieldErrors errors)
    {
        if (node[member] is { } id)
        {
            Id(id, path.Child(member), errors);
        }
    }

    private static void Id(Node id, FieldPath path, FieldErrors errors)
    {
        if (id is NumberNode number && number.AsInteger() is < 0 or > int.MaxValue)
        {
            errors.Invalid(path, id, IdRange);
        }
    }

    [GeneratedRegex(@"\A([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex SysctlForm();
}
