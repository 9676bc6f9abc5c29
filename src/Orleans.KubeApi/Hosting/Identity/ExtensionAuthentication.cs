using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.KubeApi.Hosting.Certificates;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Hosting.Identity;

/// <summary>
/// The ConfigMap <c>kube-system/extension-apiserver-authentication</c>: from it aggregated API servers learn whose client certificates and
/// whose headers to believe. Authorities of several silos stand side by side.
/// </summary>
internal static class ExtensionAuthentication
{
    private const string Clients = "client-ca-file";
    private const string Proxies = "requestheader-client-ca-file";

    /// <summary>The object as this silo would have it.</summary>
    public static BootstrapObject ConfigMap(KubeApiOptions options, ServerCertificates certificates)
    {
        var own = options.Authentication;
        var data = new ObjectNode { { Clients, Pem(certificates.ClientAuthorities) } };
        if (certificates.ProxyAuthorities.Count > 0)
        {
            data.Set(Proxies, Pem(certificates.ProxyAuthorities));
            data.Set("requestheader-allowed-names", List(own.RequestHeaderAllowedNames));
            data.Set("requestheader-username-headers", List(own.RequestHeaderUsernameHeaders));
            data.Set("requestheader-uid-headers", List(own.RequestHeaderUidHeaders));
            data.Set("requestheader-group-headers", List(own.RequestHeaderGroupHeaders));
            data.Set("requestheader-extra-headers-prefix", List(own.RequestHeaderExtraHeadersPrefix));
        }

        return new BootstrapObject(new("", "configmaps"), new ObjectNode
        {
            { "kind", "ConfigMap" },
            { "apiVersion", "v1" },
            { "metadata", new ObjectNode { { "name", "extension-apiserver-authentication" }, { "namespace", "kube-system" } } },
            { "data", data },
        });
    }

    /// <summary>What is there with what must be there; null if nothing is missing.</summary>
    public static ObjectNode? Reconcile(ObjectNode stored, ObjectNode wanted)
    {
        var data = stored.Child("data");
        var isChanged = false;
        foreach (var (name, value) in wanted.Object("data")!)
        {
            var must = name is Clients or Proxies ? Join(data.Text(name) ?? "", ((TextNode)value).Value) : ((TextNode)value).Value;
            isChanged |= data.Text(name) != must;
            data.Set(name, must);
        }

        return isChanged ? stored : null;
    }

    private static string List(string names) => ArrayNode.OfTexts(OptionLists.Split(names)).ToString();

    private static string Join(string stored, string own)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(stored);
        }
        catch (CryptographicException)
        {
            all.Clear();
        }

        all.ImportFromPem(own);
        return Pem(all.DistinctBy(c => c.Thumbprint));
    }

    private static string Pem(IEnumerable<X509Certificate2> certificates) =>
        string.Concat(certificates.Select(c => c.ExportCertificatePem() + "\n"));
}
