using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>ClusterTrustBundleAttest: who publishes roots for a signer needs the right to attest for it.</summary>
internal sealed class ClusterTrustBundleAttestPlugin : IWaitingAdmissionPlugin
{
    /// <inheritdoc/>
    public string Name => "ClusterTrustBundleAttest";

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request) => request is
    {
        Resource: { Group: "certificates.k8s.io", Resource: "clustertrustbundles" },
        Operation: AdmissionOperation.Create or AdmissionOperation.Update,
    } && request.Object!.Object("spec")?.Text("signerName") is { Length: > 0 } signer && ChangesContent(request)
        ? CheckAsync(request, signer) : ValueTask.CompletedTask;

    private static async ValueTask CheckAsync(AdmissionRequest request, string signer)
    {
        if (!await SignerPermission.IsGrantedAsync(request, "attest", signer))
        {
            throw Forbidden(request, $"user not permitted to attest for signerName {GoText.Quote(signer)}");
        }
    }

    // Garbage collection and migration of the store touch only these.
    private static bool ChangesContent(AdmissionRequest request) =>
        request.Old is null || !Node.DeepEquals(Reduced(request.Object!), Reduced(request.Old));

    private static ObjectNode Reduced(ObjectNode bundle)
    {
        var copy = (ObjectNode)bundle.Clone();
        foreach (var name in new[] { "ownerReferences", "finalizers", "managedFields", "resourceVersion" })
        {
            copy.Child("metadata").Remove(name);
        }

        return copy;
    }
}
