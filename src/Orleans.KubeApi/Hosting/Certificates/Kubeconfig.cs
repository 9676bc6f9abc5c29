using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orleans.KubeApi.Hosting.Certificates;

/// <summary>Writes a kubeconfig that needs no other file: the certificates are inside.</summary>
internal static class Kubeconfig
{
    /// <summary>The file's text for the admin of a server at <paramref name="server"/>.</summary>
    /// <param name="server">Base address, e.g. https://127.0.0.1:6443.</param>
    /// <param name="certificates">The server's certificates.</param>
    public static string Write(Uri server, ServerCertificates certificates)
    {
        var text = new StringBuilder();
        text.Append("apiVersion: v1\nkind: Config\nclusters:\n- name: kubeapi\n  cluster:\n");
        text.Append("    server: ").Append(server.GetLeftPart(UriPartial.Authority)).Append('\n');
        text.Append("    certificate-authority-data: ").Append(Base64(certificates.TrustPem)).Append('\n');
        if (OtherName(server, certificates.Serving) is { } name)
        {
            text.Append("    tls-server-name: ").Append(name).Append('\n');
        }

        text.Append("contexts:\n- name: kubeapi\n  context:\n    cluster: kubeapi\n    user: ").Append(ServerCertificates.AdminUser)
            .Append('\n');
        text.Append("current-context: kubeapi\nusers:\n- name: ").Append(ServerCertificates.AdminUser).Append("\n  user:\n");
        text.Append("    client-certificate-data: ").Append(Base64(certificates.Admin.ExportCertificatePem() + "\n")).Append('\n');
        text.Append("    client-key-data: ").Append(Base64(CertificatePair.KeyPem(certificates.Admin) + "\n")).Append('\n');
        return text.ToString();
    }

    /// <summary>The name to expect where the certificate, given by the operator, doesn't name the address we are reached at.</summary>
    private static string? OtherName(Uri server, X509Certificate2 serving)
    {
        if (serving.MatchesHostname(server.Host.Trim('[', ']')))
        {
            return null;
        }

        var alternatives = serving.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return alternatives?.EnumerateDnsNames().FirstOrDefault(static name => !name.Contains('*', StringComparison.Ordinal));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
