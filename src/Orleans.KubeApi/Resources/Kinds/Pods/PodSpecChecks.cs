using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of a pod spec (ValidatePodSpec), in the original's order.</summary>
internal static class PodSpecChecks
{
    private const int MostNameservers = 3;
    private const int MostSearches = 32;
    private const int LongestSearches = 2048;
    private const int LongestOverride = 64;
    private const string NoHostUsers = "when `hostUsers` is false";

    /// <summary>Checks a spec.</summary>
    /// <param name="spec">The spec, with defaults.</param>
    /// <param name="pod">The pod it belongs to; null for a template.</param>
    /// <param name="path">Where the spec stands.</param>
    /// <param name="errors">Collects what is wrong.</param>
    /// <param name="options">What is let through.</param>
    public static void Check(ObjectNode spec, ObjectNode? pod, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        if (!spec.Has("terminationGracePeriodSeconds"))
        {
            errors.Required(path.Child("terminationGracePeriodSeconds"));
        }

        Containers(spec, pod, path, errors, options);
        if (spec.Object("resources") is { } resources)
        {
            new ResourceChecks(errors, options, []).Pod(spec, resources, path.Child("resources"));
        }

        HostNetworkPorts(spec, path, errors, options);
        Choice(spec, "restartPolicy", ["Always", "OnFailure", "Never"], path, errors);
        Choice(spec, "dnsPolicy", ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"], path, errors);
        Names.Labels(errors, path.Child("nodeSelector"), spec.Object("nodeSelector"));
        SecurityContextChecks.Pod(spec.Object("securityContext") ?? [], spec, path.Child("securityContext"), errors, options);
        if (spec.Object("affinity") is { } affinity)
        {
            PodAffinityChecks.Check(affinity, path.Child("affinity"), errors, options);
        }

        Dns(spec, path.Child("dnsConfig"), errors);
        Gates(spec, path, errors);
        PodSpreadChecks.Check(spec.Items("topologySpreadConstraints"), path.Child("topologySpreadConstraints"), errors, options);
        WindowsChecks.HostProcess(spec, path, errors);
        HostUsers(spec, path, errors, options);
        HostnameOverride(spec, path, errors);
        NamesOf(spec, path, errors);
        Rest(spec, path, errors, options);
    }

    /// <summary>What only pods must keep: tokens need an account, images have no blanks around them.</summary>
    public static void OnlyPods(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var volumes = spec.Items("volumes");
        for (var i = 0; i < volumes.Count && spec.Str("serviceAccountName").Length == 0; i++)
        {
            var sources = volumes[i].Obj().Object("projected").Items("sources");
            for (var j = 0; j < sources.Count; j++)
            {
                if (sources[j].Obj().Has("serviceAccountToken"))
                {
                    errors.Forbidden(path.Child("volumes").Index(i).Child("projected", "sources").Index(j).Child("serviceAccountToken"),
                        "must not be specified when serviceAccountName is not set");
                }
            }
        }

        foreach (var list in new[] { "containers", "initContainers" })
        {
            var containers = spec.Items(list);
            for (var i = 0; i < containers.Count; i++)
            {
                ImageBlanks(containers[i].Obj(), path.Child(list).Index(i), errors);
            }
        }
    }

    /// <summary>An image without blanks around it.</summary>
    public static void ImageBlanks(ObjectNode container, FieldPath path, FieldErrors errors)
    {
        var image = container.Str("image");
        if (image.Length > 0 && (char.IsWhiteSpace(image[0]) || char.IsWhiteSpace(image[^1])))
        {
            errors.Invalid(path.Child("image"), image, "must not have leading or trailing whitespace");
        }
    }

    private static void Containers(ObjectNode spec, ObjectNode? pod, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        var podName = pod?.Object("metadata").Str("name") ?? "";
        var volumes = new VolumeChecks(errors, options).Check(spec.Items("volumes"), podName, path.Child("volumes"));
        var claims = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in spec.Items("resourceClaims"))
        {
            if (claim.Obj().Str("name").Length > 0)
            {
                claims.Add(claim.Obj().Str("name"));
            }
        }

        ResourceClaims(spec, pod, path.Child("resourceClaims"), errors);
        var checks = new ContainerChecks(spec, volumes, claims, errors, options);
        checks.Regular(path.Child("containers"));
        InitContainerChecks.Check(spec, checks, path.Child("initContainers"), errors, options);
        EphemeralContainerChecks.Check(spec, checks, path.Child("ephemeralContainers"), errors);
    }

    private static void ResourceClaims(ObjectNode spec, ObjectNode? pod, FieldPath path, FieldErrors errors)
    {
        HashSet<string>? names = null;
        var claims = spec.Items("resourceClaims");
        var isMirror = pod?.Object("metadata")?.Object("annotations")?.Has(PodAnnotationChecks.Mirror) == true;
        for (var i = 0; i < claims.Count; i++)
        {
            if (isMirror)
            {
                errors.Forbidden(FieldPath.Root, "static pods do not support resource claims");
                continue;
            }

            var claim = claims[i].Obj();
            var at = path.Index(i);
            var name = claim.Str("name");
            if (name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }
            else if (!(names ??= new(StringComparer.Ordinal)).Add(name))
            {
                errors.Duplicate(at.Child("name"), name);
            }
            else
            {
                Names.Label(errors, at, "name", name);
            }

            var count = (claim.Has("resourceClaimName") ? 1 : 0) + (claim.Has("resourceClaimTemplateName") ? 1 : 0);
            if (count != 1)
            {
                errors.Invalid(at, InternalText.ResourceClaim(claim), count == 0
                    ? "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
                    : "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            }

            foreach (var member in new[] { "resourceClaimName", "resourceClaimTemplateName" })
            {
                if (claim.Text(member) is { } reference)
                {
                    Names.Subdomain(errors, at, member, reference);
                }
            }
        }
    }

    private static void HostNetworkPorts(ObjectNode spec, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        var containers = spec.Items("containers");
        for (var i = 0; i < containers.Count && spec.Flag("hostNetwork"); i++)
        {
            var ports = containers[i].Obj().Items("ports");
            for (var j = 0; j < ports.Count; j++)
            {
                var host = ports[j].Obj().Int("hostPort");
                if ((options.IsPod || host != 0) && host != ports[j].Obj().Int("containerPort"))
                {
                    errors.Invalid(path.Child("containers").Index(i).Child("ports").Index(j).Child("hostPort"), host,
                        "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void Choice(ObjectNode spec, string member, string[] supported, FieldPath path, FieldErrors errors)
    {
        var value = spec.Str(member);
        if (value.Length == 0)
        {
            errors.Required(path.Child(member));
        }
        else if (!supported.Contains(value, StringComparer.Ordinal))
        {
            errors.NotSupported(path.Child(member), value, supported);
        }
    }

    private static void Dns(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var config = spec.Object("dnsConfig");
        var servers = config.Items("nameservers");
        if (spec.Str("dnsPolicy") == "None" && servers.Count == 0)
        {
            if (config is null)
            {
                errors.Required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
            }
            else
            {
                errors.Required(path.Child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
            }

            return;
        }

        if (servers.Count > MostNameservers)
        {
            errors.Invalid(path.Child("nameservers"), config!["nameservers"], "must not have more than 3 nameservers");
        }

        for (var i = 0; i < servers.Count; i++)
        {
            IpAddresses.Check(errors, path.Child("nameservers").Index(i), servers[i].Str());
        }

        Searches(config, path.Child("searches"), errors);
        var settings = config.Items("options");
        for (var i = 0; i < settings.Count; i++)
        {
            if (settings[i].Obj().Str("name").Length == 0)
            {
                errors.Required(path.Child("options").Index(i), "must not be empty");
            }
        }
    }

    private static void Searches(ObjectNode? config, FieldPath path, FieldErrors errors)
    {
        var searches = config.Items("searches");
        if (searches.Count > MostSearches)
        {
            errors.Invalid(path, config!["searches"], "must not have more than 32 search paths");
        }

        if (searches.Sum(s => Encoding.UTF8.GetByteCount(s.Str())) + searches.Count - 1 > LongestSearches)
        {
            errors.Invalid(path, config!["searches"], "must not have more than 2048 characters (including spaces) in the search list");
        }

        for (var i = 0; i < searches.Count; i++)
        {
            var search = searches[i].Str();
            if (search != ".")
            {
                Names.SubdomainWithUnderscore(errors, path.Index(i), search.EndsWith('.') ? search[..^1] : search);
            }
        }
    }

    private static void Gates(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        var readiness = spec.Items("readinessGates");
        for (var i = 0; i < readiness.Count; i++)
        {
            Names.Qualified(errors, path.Child("readinessGates").Index(i).Child("conditionType"), readiness[i].Obj().Str("conditionType"));
        }

        HashSet<string>? seen = null;
        var gates = spec.Items("schedulingGates");
        for (var i = 0; i < gates.Count; i++)
        {
            var name = gates[i].Obj().Str("name");
            Names.Qualified(errors, path.Child("schedulingGates").Index(i), name);
            if (!(seen ??= new(StringComparer.Ordinal)).Add(name))
            {
                errors.Duplicate(path.Child("schedulingGates").Index(i), name);
            }
        }
    }

    private static void HostUsers(ObjectNode spec, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        if (spec.Maybe("hostUsers") ?? true)
        {
            return;
        }

        if (spec.Flag("hostNetwork") && !options.HostNetworkWithoutHostUsers)
        {
            errors.Forbidden(path.Child("hostNetwork"), NoHostUsers);
        }

        if (spec.Flag("hostPID"))
        {
            errors.Forbidden(path.Child("HostPID"), NoHostUsers);
        }

        if (spec.Flag("hostIPC"))
        {
            errors.Forbidden(path.Child("HostIPC"), NoHostUsers);
        }

        foreach (var (container, at) in PodContainers.AllAt(spec, path))
        {
            if (!options.DevicesWithoutHostUsers && container.Items("volumeDevices").Count > 0)
            {
                errors.Forbidden(at.Child("volumeDevices"), NoHostUsers);
            }
        }
    }

    private static void HostnameOverride(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        if (spec.Text("hostnameOverride") is not { } name)
        {
            return;
        }

        var at = path.Child("hostnameOverride");
        if (spec.Flag("setHostnameAsFQDN"))
        {
            errors.Forbidden(at, "may not be specified when setHostnameAsFQDN is true");
        }

        if (spec.Flag("hostNetwork"))
        {
            errors.Forbidden(at, "may not be specified when hostNetwork is true");
        }

        if (name.Length > LongestOverride)
        {
            errors.TooLong(at, LongestOverride);
        }

        Names.Subdomain(errors, at, name);
    }

    private static void NamesOf(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        foreach (var member in new[] { "serviceAccountName", "nodeName" })
        {
            if (spec.Str(member).Length > 0)
            {
                Names.Subdomain(errors, path, member, spec.Str(member));
            }
        }

        if (spec.Integer("activeDeadlineSeconds") is { } deadline and (< 1 or > int.MaxValue))
        {
            errors.Invalid(path.Child("activeDeadlineSeconds"), deadline, "must be between 1 and 2147483647, inclusive");
        }

        foreach (var member in new[] { "hostname", "subdomain" })
        {
            if (spec.Str(member).Length > 0)
            {
                Names.Label(errors, path, member, spec.Str(member));
            }
        }
    }

    private static void Rest(ObjectNode spec, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        TolerationChecks.Check(spec.Items("tolerations"), path.Child("tolerations"), errors);
        var aliases = spec.Items("hostAliases");
        for (var i = 0; i < aliases.Count; i++)
        {
            IpAddresses.Check(errors, path.Child("hostAliases").Index(i).Child("ip"), aliases[i].Obj().Str("ip"));
            var names = aliases[i].Obj().Items("hostnames");
            for (var j = 0; j < names.Count; j++)
            {
                Names.Subdomain(errors, path.Child("hostAliases").Index(i).Child("hostnames").Index(j), names[j].Str());
            }
        }

        if (spec.Str("priorityClassName").Length > 0)
        {
            Names.Subdomain(errors, path, "priorityClassName", spec.Str("priorityClassName"));
        }

        if (spec.Text("runtimeClassName") is { } runtime)
        {
            Names.Subdomain(errors, path, "runtimeClassName", runtime);
        }

        if (spec.Has("preemptionPolicy"))
        {
            Choice(spec, "preemptionPolicy", ["PreemptLowerPriority", "Never"], path, errors);
        }

        if (spec.Object("overhead") is { } overhead)
        {
            new ResourceChecks(errors, options, []).Check(new ObjectNode { { "limits", overhead } }, isPod: false, path.Child("overhead"));
        }

        if (spec.Object("os") is { } os)
        {
            WindowsChecks.Os(spec, os, path, errors);
        }

        FileKeyVolumes(spec, path, errors);
    }

    private static void FileKeyVolumes(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        Dictionary<string, ObjectNode>? volumes = null;
        foreach (var (container, at) in PodContainers.AllAt(spec, path))
        {
            var variables = container.Items("env");
            for (var i = 0; i < variables.Count; i++)
            {
                if (variables[i].Obj().Object("valueFrom")?.Object("fileKeyRef").Str("volumeName") is not { } name
                    || !variables[i].Obj().Object("valueFrom")!.Has("fileKeyRef"))
                {
                    continue;
                }

                var here = at.Child("env").Index(i).Child("valueFrom", "fileKeyRef").Child("volumeName");
                volumes ??= ByName.Last(spec.Items("volumes"));
                if (!volumes.TryGetValue(name, out var volume))
                {
                    errors.NotFound(here, name);
                }
                else if (!volume.Has("emptyDir"))
                {
                    errors.Invalid(here, name, "referenced volume must be of type emptyDir");
                }
            }
        }
    }
}
