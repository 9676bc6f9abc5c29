using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Authentication.Certificates;

/// <summary>What a client showed in the handshake; not verified, but proved to be its own.</summary>
internal readonly record struct PresentedCertificate(X509Certificate2? Certificate, X509Certificate2Collection? Intermediates);
