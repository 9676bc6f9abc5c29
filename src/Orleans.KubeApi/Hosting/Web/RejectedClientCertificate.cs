namespace Orleans.KubeApi.Hosting.Web;

/// <summary>Connection feature: the client presented a certificate that doesn't lead to our authorities.</summary>
internal sealed class RejectedClientCertificate;
