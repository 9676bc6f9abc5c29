using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Http;

/// <summary>Connection feature, set by the TLS layer: the certificates that the client sent along with its own; unverified like
/// it.</summary>
internal sealed record ClientIntermediates(X509Certificate2Collection Certificates);
