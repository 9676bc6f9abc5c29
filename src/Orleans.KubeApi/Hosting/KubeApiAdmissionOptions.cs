namespace Orleans.KubeApi.Hosting;

/// <summary>Admission: names and defaults are those of kube-apiserver's flags; lists are separated by commas.</summary>
public sealed class KubeApiAdmissionOptions
{
    /// <summary>Plug-ins that are on besides the default ones.</summary>
    public string EnablePlugins { get; set; } = "";

    /// <summary>Default plug-ins that are off.</summary>
    public string DisablePlugins { get; set; } = "";

    /// <summary>File with the configuration of plug-ins (<c>AdmissionConfiguration</c>). Empty: there is none.</summary>
    public string ConfigFile { get; set; } = "";

    /// <summary>
    /// When the ServiceAccount <c>default</c> and the ConfigMap <c>kube-root-ca.crt</c> of a namespace are made: <c>on-demand</c> (with the
    /// first pod or token that needs them), <c>eager</c> (with the namespace) or <c>off</c> (a controller does it).
    /// </summary>
    public string NamespaceDefaults { get; set; } = "on-demand";
}
