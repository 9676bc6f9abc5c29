using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Authentication;

/// <summary>
/// All ways to authenticate, in the original's order: client certificate, then bearer token. The first that knows the user wins.
/// </summary>
internal sealed class RequestAuthenticator(ClientCertificateAuthenticator certificates, TokenAuthenticator tokens)
{
    /// <summary>Finds the user of a request.</summary>
    /// <param name="certificate">The connection's verified client certificate, if it sent one.</param>
    /// <param name="authorization">The Authorization header, if there is one.</param>
    public AuthenticationOutcome Authenticate(X509Certificate2? certificate, string? authorization)
    {
        var byCertificate = certificates.Authenticate(certificate);
        return byCertificate.User is not null ? byCertificate : tokens.Authenticate(authorization);
    }
}
