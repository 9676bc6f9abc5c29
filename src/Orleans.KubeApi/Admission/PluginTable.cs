using Orleans.KubeApi.Admission.Plugins;
using Orleans.KubeApi.Admission.PodSecurity;
using Orleans.KubeApi.Admission.Quota;

namespace Orleans.KubeApi.Admission;

/// <summary>
/// All plug-ins of the original in its order (<c>AllOrderedPlugins</c>): which are on by default, and which exist here. A plug-in of the
/// original that does nothing while its feature is off has no maker but may be named.
/// </summary>
internal static class PluginTable
{
    /// <summary>The rules about missing and terminating namespaces: they are part of the write path itself, which asks for the
    /// name.</summary>
    public const string NamespaceLifecycle = "NamespaceLifecycle";

    private static readonly Row[] Rows =
    [
        Off("AlwaysAdmit", static _ => new MarkerPlugin("AlwaysAdmit")),
        Off(NamespaceAutoProvisionPlugin.PluginName, static p => new NamespaceAutoProvisionPlugin(p.Provisioner)),
        On(NamespaceLifecycle, static _ => new MarkerPlugin(NamespaceLifecycle)),
        Off("NamespaceExists", static _ => new NamespaceExistsPlugin()),
        Off("LimitPodHardAntiAffinityTopology", static _ => new LimitPodHardAntiAffinityTopologyPlugin()),
        On("LimitRanger", static _ => new LimitRangerPlugin()),
        On("ServiceAccount", static p => new ServiceAccountPlugin(p.Provisioner)),
        Off("NodeRestriction", static _ => new NodeRestrictionPlugin()),
        On("TaintNodesByCondition", static _ => new TaintNodesByConditionPlugin()),
        Off("AlwaysPullImages", static _ => new AlwaysPullImagesPlugin()),
        Off(ImagePolicyWebhookPlugin.PluginName, ImagePolicy),
        On("PodSecurity", static p => new PodSecurityPlugin(p.Configuration("PodSecurity") is { } c
            ? PodSecuritySettings.Read(c) : PodSecuritySettings.None)),
        Off("PodNodeSelector", static p => new PodNodeSelectorPlugin(p.Configuration("PodNodeSelector"))),
        On("Priority", static _ => new PriorityPlugin()),
        On("DefaultTolerationSeconds", static _ => new DefaultTolerationSecondsPlugin()),
        Off("PodTolerationRestriction",
            static p => new PodTolerationRestrictionPlugin(PodTolerationSettings.Read(p.Configuration("PodTolerationRestriction")))),
        Off("EventRateLimit", static p => new EventRateLimitPlugin(EventRateSettings.Read(p.Configuration("EventRateLimit")), p.Time)),
        Off("ExtendedResourceToleration", static _ => new ExtendedResourceTolerationPlugin()),
        On("DefaultStorageClass", static _ => new DefaultStorageClassPlugin()),
        On("StorageObjectInUseProtection", static _ => new StorageObjectInUseProtectionPlugin()),
        On("PodGroupProtection", null),
        Off("OwnerReferencesPermissionEnforcement",
            static p => p.Kinds is { } kinds ? new OwnerReferencesPermissionPlugin(kinds) : null),
        On("PersistentVolumeClaimResize", static _ => new PersistentVolumeClaimResizePlugin()),
        On("RuntimeClass", static _ => new RuntimeClassPlugin()),
        On("CertificateApproval", static _ => SigningPermissionPlugin.Approval),
        On("CertificateSigning", static _ => SigningPermissionPlugin.Signing),
        On("ClusterTrustBundleAttest", static _ => new ClusterTrustBundleAttestPlugin()),
        On("CertificateSubjectRestriction", static _ => new CertificateSubjectRestrictionPlugin()),
        On("DefaultIngressClass", static _ => new DefaultIngressClassPlugin()),
        Off("DenyServiceExternalIPs", static _ => new DenyServiceExternalIpsPlugin()),
        On("PodTopologyLabels", static _ => new PodTopologyLabelsPlugin()),
        On("PodGroupWorkloadExists", null),
        On("NodeDeclaredFeatureValidator", null),
        On("JobValidation", null),
        On("PodResizeValidator", null),
        On("MutatingAdmissionPolicy", null),
        On("MutatingAdmissionWebhook", static p => p.MutatingWebhook),
        On("ValidatingAdmissionPolicy", null),
        On("ValidatingAdmissionWebhook", static p => p.ValidatingWebhook),
        On("ResourceQuota", Quota),
        Off("AlwaysDeny", static _ => new AlwaysDenyPlugin()),
    ];

    /// <summary>What is wrong with the lists of names; nothing if they are fine.</summary>
    public static IEnumerable<string> Complaints(IReadOnlyCollection<string> enabled, IReadOnlyCollection<string> disabled)
    {
        foreach (var (option, names) in new[] { ("--enable-admission-plugins", enabled), ("--disable-admission-plugins", disabled) })
        {
            foreach (var name in names.Where(n => !Rows.Any(r => r.Name == n)))
            {
                yield return $"{option}: plugin \"{name}\" is unknown";
            }
        }

        foreach (var name in enabled.Where(disabled.Contains))
        {
            yield return $"--enable-admission-plugins and --disable-admission-plugins both name \"{name}\"";
        }

        foreach (var row in Rows.Where(r => !r.IsOn && r.Make is null && enabled.Contains(r.Name)))
        {
            yield return $"--enable-admission-plugins: plugin \"{row.Name}\" is not supported by this server";
        }
    }

    /// <summary>The chain of the plug-ins that are on.</summary>
    /// <exception cref="FormatException">A plug-in can't use its configuration.</exception>
    public static AdmissionChain Build(PluginParts parts, IReadOnlyCollection<string> enabled, IReadOnlyCollection<string> disabled)
    {
        var plugins = new List<IAdmissionPlugin>();
        foreach (var row in Rows)
        {
            if (row.Make is null || disabled.Contains(row.Name) || !(row.IsOn || enabled.Contains(row.Name)))
            {
                continue;
            }

            try
            {
                if (row.Make(parts) is { } made)
                {
                    plugins.Add(made);
                }
            }
            catch (FormatException wrong)
            {
                throw new FormatException($"{row.Name}: {wrong.Message}", wrong);
            }
        }

        return new AdmissionChain(plugins, parts.Metrics);
    }

    private static ImagePolicyWebhookPlugin? ImagePolicy(PluginParts parts)
    {
        var settings = ImagePolicySettings.Read(parts.Configuration(ImagePolicyWebhookPlugin.PluginName));
        return parts.Services is { } services
            ? new ImagePolicyWebhookPlugin(settings, services(settings.KubeconfigFile), parts.Time) : null;
    }

    // What may only be used under a quota would be free for all if this were passed over.
    private static ResourceQuotaPlugin? Quota(PluginParts parts) => parts.Configuration("ResourceQuota")?.Has("limitedResources") == true
        ? throw new FormatException("limitedResources aren't supported by this server")
        : parts.Quota is { } desk ? new ResourceQuotaPlugin(desk) : null;

    private static Row On(string name, Func<PluginParts, IAdmissionPlugin?>? make) => new(name, true, make);

    private static Row Off(string name, Func<PluginParts, IAdmissionPlugin?>? make) => new(name, false, make);

    private sealed record Row(string Name, bool IsOn, Func<PluginParts, IAdmissionPlugin?>? Make);
}
