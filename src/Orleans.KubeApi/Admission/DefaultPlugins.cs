using Orleans.KubeApi.Admission.Plugins;

namespace Orleans.KubeApi.Admission;

/// <summary>
/// The compiled-in plug-ins that are on by default, in the original's order (<c>AllOrderedPlugins</c>). NamespaceLifecycle stands before
/// all of them and is part of the write path itself, because the owner of the object knows its namespace's state.
/// </summary>
internal static class DefaultPlugins
{
    /// <summary>The chain of all of them without webhooks.</summary>
    public static AdmissionChain Chain { get; } = new(BuiltIn());

    /// <summary>The chain of all of them and the plug-ins that wait, which come last.</summary>
    public static AdmissionChain ChainWith(params IWaitingAdmissionPlugin[] waiting) => new([.. BuiltIn(), .. waiting]);

    private static IAdmissionPlugin[] BuiltIn() =>
    [
        new LimitRangerPlugin(),
        new ServiceAccountPlugin(),
        new TaintNodesByConditionPlugin(),
        new PriorityPlugin(),
        new DefaultTolerationSecondsPlugin(),
        new DefaultStorageClassPlugin(),
        new StorageObjectInUseProtectionPlugin(),
        new PersistentVolumeClaimResizePlugin(),
        new RuntimeClassPlugin(),
        new CertificateSubjectRestrictionPlugin(),
        new DefaultIngressClassPlugin(),
        new PodTopologyLabelsPlugin(),
    ];
}
