namespace Orleans.KubeApi.Http;

/// <summary>
/// Connection feature, set by the TLS layer: the client presented a certificate that doesn't lead to our authorities. Without another valid
/// credential that is 401, not an anonymous request.
/// </summary>
internal sealed class RejectedClientCertificate;
