using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>
/// Service of core/v1. Addresses and ports are allocated in the Prepare steps, as the original allocates before it validates.
/// </summary>
internal sealed class ServiceRules : KindRules
{
    private const string HintsAnnotation = "service.kubernetes.io/topology-aware-hints";
    private const string ModeAnnotation = "service.kubernetes.io/topology-mode";
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => ServiceDefaults.Fill(tree);

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        var service = new ServiceView(tree);
        ServiceFields.SyncClusterIps(service, null);
        ServiceAllocation.Run(service, null, Book(context), context);
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            return;
        }

        var service = new ServiceView(tree);
        var before = new ServiceView(old);
        ServiceFields.KeepAllocated(service, before);
        ServiceFields.SyncClusterIps(service, before);
        ServiceAllocation.Run(service, before, Book(context), context);
        ServiceFields.DropUseless(service, before);
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) =>
        ServiceValidation.Check(new ServiceView(tree), null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        var service = new ServiceView(tree);
        var before = new ServiceView(old);
        if (context.Subresource.Length > 0)
        {
            CheckStatus(service, before, errors);
            return;
        }

        ServiceAddresses.CheckIpChange(service, before, errors);
        ServiceAddresses.CheckFamilyChange(service, before, errors);
        if (before.IsLoadBalancer && service.IsLoadBalancer
            && service.Spec.Text("loadBalancerClass") != before.Spec.Text("loadBalancerClass"))
        {
            errors.Invalid(Spec.Child("loadBalancerClass"), service.Spec["loadBalancerClass"], "may not change once set");
        }

        ServiceValidation.CheckClass(service, errors);
        if (before.NeedsHealthPort && service.NeedsHealthPort && before.HealthPort != service.HealthPort)
        {
            errors.Forbidden(Spec.Child("healthCheckNodePort"), "field is immutable");
        }

        ServiceValidation.Check(service, before, errors);
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            return;
        }

        var service = new ServiceView(tree);
        var warnings = context.Warnings;
        if (tree.Object("metadata")?.Object("annotations")?.Has(HintsAnnotation) == true)
        {
            warnings.Add($"annotation {HintsAnnotation} is deprecated, please use {ModeAnnotation} instead");
        }

        var isHeadless = service.Type == "ClusterIP" && service.ClusterIp == ServiceView.None;
        if (service.ClusterIp.Length > 0 && service.ClusterIp != ServiceView.None)
        {
            WarnEach(service, "clusterIPs", AddressRules.Warn, warnings);
        }

        if (isHeadless)
        {
            WarnIgnored(service, warnings);
        }

        WarnAddresses(service, isHeadless, warnings);
        if (!service.IsExternalName && service.Spec.Text("externalName") is { Length: > 0 })
        {
            warnings.Add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }

        if (service.Spec.Text("trafficDistribution") == "PreferClose")
        {
            warnings.Add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
    }

    private static ClaimBook Book(KindContext context) => context.Claims ?? new ClaimBook(ServiceNetwork.Default, isDryRun: true);

    private static void WarnIgnored(ServiceView service, List<string> warnings)
    {
        if (service.Spec.Text("loadBalancerIP") is { Length: > 0 })
        {
            warnings.Add("spec.loadBalancerIP is ignored for headless services");
        }

        if (service.Spec.Items("externalIPs").Count > 0)
        {
            warnings.Add("spec.externalIPs is ignored for headless services");
        }

        if (service.Spec.Text("sessionAffinity") != "None")
        {
            warnings.Add("spec.SessionAffinity is ignored for headless services");
        }
    }

    private static void WarnAddresses(ServiceView service, bool isHeadless, List<string> warnings)
    {
        WarnEach(service, "externalIPs", AddressRules.Warn, warnings);
        var hasExternal = service.Spec.Items("externalIPs").Count > 0;
        if (hasExternal && !isHeadless && !service.IsExternalName)
        {
            warnings.Add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }

        if (service.Spec.Text("loadBalancerIP") is { Length: > 0 } balancer)
        {
            AddressRules.Warn(balancer, Spec.Child("loadBalancerIP"), warnings);
        }

        WarnEach(service, "loadBalancerSourceRanges", AddressRules.WarnCidr, warnings);
        if (hasExternal && service.IsExternalName)
        {
            warnings.Add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
    }

    private static void WarnEach(ServiceView service, string name, Action<string, FieldPath, List<string>> warn, List<string> warnings)
    {
        var texts = service.Spec.Texts(name);
        for (var i = 0; i < texts.Count; i++)
        {
            warn(texts[i], Spec.Child(name).Index(i), warnings);
        }
    }

    private static void CheckStatus(ServiceView service, ServiceView old, FieldErrors errors)
    {
        if (!service.IsLoadBalancer && NetForms.Points(service.Tree).Count > 0)
        {
            errors.Forbidden(NetForms.PointsPath, "may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }

        NetForms.LoadBalancerPoints(service.Tree, old.Tree, errors, hasMode: true);
    }
}
