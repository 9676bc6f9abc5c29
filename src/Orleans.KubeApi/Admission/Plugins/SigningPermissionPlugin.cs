using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>
/// CertificateApproval and CertificateSigning: besides the right to write the subresource, approving and signing need a right for the
/// signer. What counts is the signer that the request had before.
/// </summary>
internal sealed class SigningPermissionPlugin : IWaitingAdmissionPlugin
{
    private readonly bool _signs;

    private SigningPermissionPlugin(bool signs) => _signs = signs;

    /// <summary>CertificateApproval: writes of <c>approval</c>.</summary>
    public static SigningPermissionPlugin Approval { get; } = new(signs: false);

    /// <summary>
    /// CertificateSigning: writes of <c>status</c> that bring a certificate or a condition; all of a PodCertificateRequest's, where the
    /// original asks the same after validation.
    /// </summary>
    public static SigningPermissionPlugin Signing { get; } = new(signs: true);

    /// <inheritdoc/>
    public string Name => _signs ? "CertificateSigning" : "CertificateApproval";

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request) => request is
    {
        Resource: { Group: "certificates.k8s.io", Resource: "certificatesigningrequests" or "podcertificaterequests" },
        Operation: AdmissionOperation.Update,
    } && request.Subresource == (_signs ? "status" : "approval") && (!_signs || Signs(request))
        ? CheckAsync(request) : ValueTask.CompletedTask;

    private static bool Signs(AdmissionRequest request)
    {
        var (after, before) = (request.Object!.Object("status"), request.Old!.Object("status"));
        return after?.Text("certificate") != before?.Text("certificate")
            || request.Resource.Resource == "podcertificaterequests"
            || !Node.DeepEquals(after?.Array("conditions") ?? new ArrayNode(), before?.Array("conditions") ?? new ArrayNode());
    }

    private async ValueTask CheckAsync(AdmissionRequest request)
    {
        var signer = request.Old!.Object("spec")?.Text("signerName") ?? "";
        var verb = _signs ? "sign" : "approve";
        if (!await SignerPermission.IsGrantedAsync(request, verb, signer))
        {
            throw Forbidden(request, $"user not permitted to {verb} requests with signerName {GoText.Quote(signer)}");
        }
    }
}
