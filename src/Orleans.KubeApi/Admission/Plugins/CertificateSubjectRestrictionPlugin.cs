using System.Security.Cryptography;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Plugins;

/// <summary>CertificateSubjectRestriction: nobody gets into system:masters by asking for a client certificate.</summary>
internal sealed class CertificateSubjectRestrictionPlugin : PluginBase
{
    private const string Signer = "kubernetes.io/kube-apiserver-client";
    private const string Masters = "system:masters";

    /// <inheritdoc/>
    public override string Name => "CertificateSubjectRestriction";

    /// <inheritdoc/>
    public override void Validate(AdmissionRequest request)
    {
        if (request.Operation != AdmissionOperation.Create || !Is(request, "certificates.k8s.io", "certificatesigningrequests"))
        {
            return;
        }

        var spec = request.Object!.Child("spec");
        if (spec.Text("signerName") != Signer)
        {
            return;
        }

        if (Organizations(request, spec.Text("request") ?? "").Contains(Masters))
        {
            throw Forbidden(request, $"use of {Signer} signer with {Masters} group is not allowed");
        }
    }

    private static IReadOnlyList<string> Organizations(AdmissionRequest request, string base64)
    {
        try
        {
            return SigningSubject.Parse(base64).Organizations;
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException or ArgumentException)
        {
            throw Forbidden(request, $"failed to parse CSR: {broken.Message}");
        }
    }
}
