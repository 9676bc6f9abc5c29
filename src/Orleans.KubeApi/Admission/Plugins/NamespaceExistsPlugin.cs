using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>NamespaceExists: also updates and deletions need a namespace that is there.</summary>
internal sealed class NamespaceExistsPlugin : PluginBase
{
    private static readonly GroupResource Namespaces = new("", "namespaces");

    /// <inheritdoc/>
    public override string Name => "NamespaceExists";

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Namespace.Length > 0 && request.Resource != Namespaces
            && request.Reader.Find(Namespaces, "", request.Namespace) is null)
        {
            throw StatusErrors.NotFound(Namespaces, request.Namespace);
        }
    }
}
