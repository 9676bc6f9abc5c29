using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>NamespaceAutoProvision: a missing namespace is made for the first object in it.</summary>
internal sealed class NamespaceAutoProvisionPlugin(INamespaceProvisioner? provisioner) : IWaitingAdmissionPlugin
{
    /// <summary>The original's name.</summary>
    public const string PluginName = "NamespaceAutoProvision";

    private static readonly GroupResource Namespaces = new("", "namespaces");

    /// <inheritdoc/>
    public string Name => PluginName;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request) =>
        request is { Operation: AdmissionOperation.Create, Namespace.Length: > 0, DryRun: false } && request.Resource != Namespaces
            && request.Reader.Find(Namespaces, "", request.Namespace) is null && provisioner is not null
            ? provisioner.EnsureNamespaceAsync(request.Namespace, request.BeforeWait())
            : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request) => ValueTask.CompletedTask;
}
