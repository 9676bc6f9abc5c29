using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Authentication.Certificates;

/// <summary>
/// What makes a client certificate believable: it leads to one of our authorities, never the system's; is valid now; is usable by clients.
/// Nothing is looked up in the network, so a certificate can't make the server call out. Revocation isn't checked, as in kube-apiserver.
/// </summary>
internal static class ClientCertificatePolicy
{
    private static readonly Oid ClientUsage = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Creates the policy for these roots.</summary>
    public static X509ChainPolicy Create(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTimeIgnored = true, // The moment of the handshake, not the one when this policy was made.
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(ClientUsage);
        return policy;
    }
}
