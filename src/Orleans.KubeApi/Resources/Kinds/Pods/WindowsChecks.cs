using System.Text;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of what depends on the operating system: Windows options, and what the other system has not.</summary>
internal static partial class WindowsChecks
{
    private const int LargestSpec = 64 << 10;
    private const int LongestDomain = 256;
    private const int LongestUser = 104;
    private const string NotForWindows = "cannot be set for a windows pod";

    private static readonly string[] PodMembers =
    [
        "appArmorProfile", "seLinuxOptions", "/hostUsers", "/hostPID", "/hostIPC", "seccompProfile", "fsGroup", "fsGroupChangePolicy",
        "sysctls", "/shareProcessNamespace", "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy",
        "seLinuxChangePolicy",
    ];

    private static readonly string[] ContainerMembers =
    [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
        "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
    ];

    /// <summary>Checks Windows options of a pod or container.</summary>
    public static void Options(ObjectNode? options, FieldPath path, FieldErrors errors)
    {
        if (options?.Text("gmsaCredentialSpecName") is { } name)
        {
            Names.Subdomain(errors, path, "gmsaCredentialSpecName", name);
        }

        if (options?.Text("gmsaCredentialSpec") is { } spec)
        {
            if (spec.Length == 0)
            {
                errors.Invalid(path.Child("gmsaCredentialSpec"), spec, "gmsaCredentialSpec cannot be an empty string");
            }
            else if (Encoding.UTF8.GetByteCount(spec) > LargestSpec)
            {
                errors.Invalid(path.Child("gmsaCredentialSpec"), spec, "gmsaCredentialSpec size must be under 64 KiB");
            }
        }

        if (options?.Text("runAsUserName") is { } user)
        {
            UserName(user, path.Child("runAsUserName"), errors);
        }
    }

    /// <summary>HostProcess containers: all or none, and only with the host's network.</summary>
    public static void HostProcess(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var ofPod = spec.Object("securityContext")?.Object("windowsOptions").Maybe("hostProcess");
        var all = 0;
        var host = 0;
        foreach (var (container, at) in PodContainers.AllAt(spec, path))
        {
            all++;
            var own = container.Object("securityContext")?.Object("windowsOptions").Maybe("hostProcess");
            if (ofPod is { } pod && own is { } value && pod != value)
            {
                errors.Invalid(at.Child("securityContext", "windowsOptions").Child("hostProcess"), value,
                    $"pod hostProcess value must be identical if both are specified, was {(pod ? "true" : "false")}");
            }

            host += own ?? ofPod ?? false ? 1 : 0;
        }

        if (host > 0 && host != all)
        {
            errors.Invalid(path, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }

        if (host > 0 && !spec.Flag("hostNetwork"))
        {
            errors.Invalid(path.Child("hostNetwork"), false, "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }

    /// <summary>The operating system, and what it doesn't have.</summary>
    public static void Os(ObjectNode spec, ObjectNode os, FieldPath path, FieldErrors errors)
    {
        switch (os.Str("name"))
        {
            case "":
                errors.Required(path.Child("os", "name"));
                break;
            case "linux":
                Linux(spec, path, errors);
                break;
            case "windows":
                Windows(spec, path, errors);
                break;
            case { } other:
                errors.NotSupported(path.Child("os"), other, ["linux", "windows"]);
                break;
        }
    }

    private static void Linux(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        if (spec.Object("securityContext")?.Has("windowsOptions") == true)
        {
            errors.Forbidden(path.Child("securityContext", "windowsOptions"), "windows options cannot be set for a linux pod");
        }

        foreach (var (container, at) in PodContainers.AllAt(spec, path))
        {
            if (container.Object("securityContext")?.Has("windowsOptions") == true)
            {
                errors.Forbidden(at.Child("securityContext", "windowsOptions"), "windows options cannot be set for a linux pod");
            }
        }
    }

    private static void Windows(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var context = spec.Object("securityContext") ?? [];
        foreach (var member in PodMembers)
        {
            // A slash: the member is the spec's, not the context's.
            var (holder, name) = member[0] == '/' ? (spec, member[1..]) : (context, member);
            if (holder.Has(name) && holder[name] is not ArrayNode { Items.Count: 0 })
            {
                errors.Forbidden((holder == spec ? path : path.Child("securityContext")).Child(name), NotForWindows);
            }
        }

        foreach (var (container, at) in PodContainers.AllAt(spec, path))
        {
            foreach (var member in ContainerMembers)
            {
                if (container.Object("securityContext")?.Has(member) == true)
                {
                    errors.Forbidden(at.Child("securityContext", member), NotForWindows);
                }
            }
        }
    }

    private static void UserName(string name, FieldPath path, FieldErrors errors)
    {
        var parts = name.Split('\\');
        if (name.Length == 0)
        {
            errors.Invalid(path, name, "runAsUserName cannot be an empty string");
            return;
        }

        if (name.Any(c => c < ' ' || c == 0x7f))
        {
            errors.Invalid(path, name, "runAsUserName cannot contain control characters");
            return;
        }

        if (parts.Length > 2)
        {
            errors.Invalid(path, name, "runAsUserName cannot contain more than one backslash");
            return;
        }

        if (parts.Length == 2)
        {
            Domain(parts[0], name, path, errors);
        }

        User(parts[^1], name, path, errors);
    }

    private static void Domain(string domain, string name, FieldPath path, FieldErrors errors)
    {
        if (domain.Length >= LongestDomain)
        {
            errors.Invalid(path, name, "runAsUserName's Domain length must be under 256 characters");
        }

        if (!NetBiosForm().IsMatch(domain) && !DnsForm().IsMatch(domain))
        {
            errors.Invalid(path, name, "runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
    }

    private static void User(string user, string name, FieldPath path, FieldErrors errors)
    {
        if (user.Length == 0)
        {
            errors.Invalid(path, name, "runAsUserName's User cannot be empty");
        }
        else if (user.Length > LongestUser)
        {
            errors.Invalid(path, name, "runAsUserName's User length must not be longer than 104 characters");
        }

        if (user.Length > 0 && user.All(c => c is '.' or ' '))
        {
            errors.Invalid(path, name, "runAsUserName's User cannot contain only periods or spaces");
        }

        if (user.AsSpan().ContainsAny("\"/\\:;|=,+*?<>@[]"))
        {
            errors.Invalid(path, name, "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }

    [GeneratedRegex(@"\A[^\\/:\*\?""<>|\.][^\\/:\*\?""<>|]{0,14}\z")]
    private static partial Regex NetBiosForm();

    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\z")]
    private static partial Regex DnsForm();
}
