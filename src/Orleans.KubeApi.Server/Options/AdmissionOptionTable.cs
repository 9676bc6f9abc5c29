using static Orleans.KubeApi.Server.Options.OptionForms;

namespace Orleans.KubeApi.Server.Options;

/// <summary>The options of admission.</summary>
internal static class AdmissionOptionTable
{
    /// <summary>The options in the order of the help.</summary>
    public static IReadOnlyList<ServerOption> All { get; } =
    [
        List("enable-admission-plugins", "Plug-ins that are on besides the default ones",
            static o => o.Admission.EnablePlugins, static (o, v) => o.Admission.EnablePlugins = v),
        List("disable-admission-plugins", "Default plug-ins that are off",
            static o => o.Admission.DisablePlugins, static (o, v) => o.Admission.DisablePlugins = v),
        Text("admission-control-config-file", "YAML file with the configuration of plug-ins (AdmissionConfiguration)",
            static o => o.Admission.ConfigFile, static (o, v) => o.Admission.ConfigFile = v),
        Text("namespace-defaults",
            "When a namespace gets its default ServiceAccount and kube-root-ca.crt: on-demand, eager or off (on-demand)",
            static o => o.Admission.NamespaceDefaults, static (o, v) => o.Admission.NamespaceDefaults = v),
    ];
}
