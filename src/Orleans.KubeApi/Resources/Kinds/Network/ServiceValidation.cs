using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>Checks of a Service in the original's order. Addresses that were stored before pass.</summary>
internal static class ServiceValidation
{
    private const int AffinityMax = 86400;
    private const string NotBalancer = "may only be used when `type` is 'LoadBalancer'";
    private const string HintsAnnotation = "service.kubernetes.io/topology-aware-hints";
    private const string ModeAnnotation = "service.kubernetes.io/topology-mode";
    private const string RangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";
    private static readonly FieldPath Meta = FieldPath.Of("metadata").Child("annotations");
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    private static readonly string[] Distributions = ["PreferClose", "PreferSameNode", "PreferSameZone"];

    /// <summary>All of it.</summary>
    public static void Check(ServiceView service, ServiceView? old, FieldErrors errors)
    {
        var annotations = service.Tree.Object("metadata")?.Object("annotations");
        if (annotations?.Text(HintsAnnotation) is { } hints && annotations.Text(ModeAnnotation) is { } mode && mode != hints)
        {
            errors.Invalid(Meta.Key(ModeAnnotation), mode, $"must match annotations[{HintsAnnotation}] when both are specified");
        }

        CheckTypeFields(service, errors);
        ServicePortRules.Check(service, errors);
        Names.Labels(errors, Spec.Child("selector"), service.Spec.Object("selector"));
        CheckAffinity(service.Spec, errors);
        ServiceAddresses.Check(service, old?.ClusterIps ?? [], errors);
        CheckExternalIps(service, old, errors);
        if (!Types.Contains(service.Type))
        {
            errors.NotSupported(Spec.Child("type"), service.Type, Types);
        }

        ServicePortRules.CheckDuplicates(service, errors);
        CheckSourceRanges(service, old, annotations, errors);
        if (service.Spec.Has("allocateLoadBalancerNodePorts") && !service.IsLoadBalancer)
        {
            errors.Forbidden(Spec.Child("allocateLoadBalancerNodePorts"), NotBalancer);
        }

        CheckClass(service, errors);
        CheckPolicies(service, errors);
    }

    /// <summary>loadBalancerClass; an update checks it twice, as the original.</summary>
    public static void CheckClass(ServiceView service, FieldErrors errors)
    {
        if (service.Spec.Text("loadBalancerClass") is not { } name)
        {
            return;
        }

        if (service.IsLoadBalancer)
        {
            Names.Qualified(errors, Spec.Child("loadBalancerClass"), name);
        }
        else
        {
            errors.Forbidden(Spec.Child("loadBalancerClass"), NotBalancer);
        }
    }

    private static void CheckTypeFields(ServiceView service, FieldErrors errors)
    {
        if (service.Ports.Count == 0 && !service.IsHeadless && !service.IsExternalName)
        {
            errors.Required(Spec.Child("ports"));
        }

        if (service.IsHeadless && service.NeedsNodePort)
        {
            errors.Invalid(Spec.Child("clusterIPs").Index(0), ServiceView.None, $"may not be set to 'None' for {service.Type} services");
        }

        if (!service.IsExternalName)
        {
            return;
        }

        const string Text = "may not be set for ExternalName services";
        foreach (var name in new[] { "clusterIPs", "ipFamilies", "ipFamilyPolicy" })
        {
            if (service.Spec.Has(name))
            {
                errors.Forbidden(Spec.Child(name), Text);
            }
        }

        var host = service.Spec.Text("externalName") ?? "";
        host = host.EndsWith('.') ? host[..^1] : host;
        if (host.Length == 0)
        {
            errors.Required(Spec.Child("externalName"));
        }
        else
        {
            FieldChecks.Report(errors, Spec.Child("externalName"), host, NameRules.Subdomain(host));
        }
    }

    private static void CheckAffinity(ObjectNode spec, FieldErrors errors)
    {
        var path = Spec.Child("sessionAffinityConfig");
        var config = spec.Object("sessionAffinityConfig");
        switch (spec.Text("sessionAffinity"))
        {
            case null or "":
                errors.Required(Spec.Child("sessionAffinity"));
                break;
            case "None":
                if (config is not null)
                {
                    errors.Forbidden(path, "must not be set when session affinity is None");
                }

                break;
            case "ClientIP":
                if ((config?.Object("clientIP"))?.Integer("timeoutSeconds") is not { } seconds)
                {
                    errors.Required(path, "when session affinity type is ClientIP");
                }
                else if (seconds is <= 0 or > AffinityMax)
                {
                    errors.Invalid(path.Child("clientIP", "timeoutSeconds"), seconds,
                        $"must be greater than 0 and less than {NetForms.Text(AffinityMax)}");
                }

                break;
            case var other:
                errors.NotSupported(Spec.Child("sessionAffinity"), other, ["ClientIP", "None"]);
                break;
        }
    }

    private static void CheckExternalIps(ServiceView service, ServiceView? old, FieldErrors errors)
    {
        var ips = service.Spec.Texts("externalIPs");
        var known = old is { } before ? before.Spec.Texts("externalIPs").ToHashSet() : [];
        for (var i = 0; i < ips.Count; i++)
        {
            var path = Spec.Child("externalIPs").Index(i);
            if (known.Contains(ips[i]) || AddressRules.CheckLegacy(ips[i], path, errors))
            {
                AddressRules.CheckNotSpecial(ips[i], path, errors);
            }
        }
    }

    // The field's name is printed with a capital letter; values may be padded.
    private static void CheckSourceRanges(ServiceView service, ServiceView? old, ObjectNode? annotations, FieldErrors errors)
    {
        var ranges = service.Spec.Texts("loadBalancerSourceRanges");
        var path = Spec.Child("LoadBalancerSourceRanges");
        if (ranges.Count > 0)
        {
            if (!service.IsLoadBalancer)
            {
                errors.Forbidden(path, NotBalancer);
            }

            var known = old is { } before ? before.Spec.Texts("loadBalancerSourceRanges").ToHashSet() : [];
            for (var i = 0; i < ranges.Count; i++)
            {
                if (!known.Contains(ranges[i]))
                {
                    AddressRules.CheckLegacyCidr(ranges[i].Trim(), path.Index(i), errors);
                }
            }
        }
        else if (annotations?.Text(RangesAnnotation) is { } text)
        {
            path = Meta.Key(RangesAnnotation);
            if (!service.IsLoadBalancer)
            {
                errors.Forbidden(path, NotBalancer);
            }

            foreach (var range in text.Trim().Length == 0 ? [] : text.Split(','))
            {
                AddressRules.CheckLegacyCidr(range.Trim(), path, errors);
            }
        }
    }

    private static void CheckPolicies(ServiceView service, FieldErrors errors)
    {
        var external = Spec.Child("externalTrafficPolicy");
        if (!service.IsExternal)
        {
            if (service.TrafficPolicy.Length > 0)
            {
                errors.Invalid(external, service.TrafficPolicy, "may only be set for externally-accessible services");
            }
        }
        else if (service.TrafficPolicy.Length == 0)
        {
            errors.Required(external);
        }
        else if (service.TrafficPolicy is not ("Cluster" or "Local"))
        {
            errors.NotSupported(external, service.TrafficPolicy, ["Cluster", "Local"]);
        }

        var health = Spec.Child("healthCheckNodePort");
        if (service.NeedsHealthPort)
        {
            if (service.HealthPort == 0)
            {
                errors.Required(health);
            }
            else
            {
                NetForms.PortNumber(service.HealthPort, health, errors);
            }
        }
        else if (service.HealthPort != 0)
        {
            errors.Invalid(health, service.HealthPort,
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }

        CheckInner(service, errors);
    }

    private static void CheckInner(ServiceView service, FieldErrors errors)
    {
        var policy = service.Spec.Text("internalTrafficPolicy");
        if (policy is null && service.NeedsClusterIp)
        {
            errors.Required(Spec.Child("internalTrafficPolicy"));
        }
        else if (policy is not (null or "Cluster" or "Local"))
        {
            errors.NotSupported(Spec.Child("internalTrafficPolicy"), policy, ["Cluster", "Local"]);
        }

        if (service.Spec.Text("trafficDistribution") is { } distribution && !Distributions.Contains(distribution))
        {
            errors.NotSupported(Spec.Child("trafficDistribution"), distribution, Distributions);
        }
    }
}
