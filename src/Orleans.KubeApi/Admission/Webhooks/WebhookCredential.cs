using System.Security.Cryptography.X509Certificates;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>How this server shows a webhook who it is.</summary>
/// <param name="Authorization">The Authorization header of the moment (a token file may change); null for none.</param>
/// <param name="Certificate">The client certificate, or null.</param>
internal sealed record WebhookCredential(Func<string?> Authorization, X509Certificate2? Certificate);
