using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Clients;

/// <summary>
/// A kubeconfig file that says how this server calls a webhook: the current context's address, authorities and credentials. Commands and
/// plug-ins that make credentials aren't run. Certificates and keys are read when the client is made; a token file again when it changes.
/// </summary>
internal sealed class KubeconfigFile
{
    private readonly string _option;
    private readonly string _folder;
    private readonly ObjectNode _cluster;
    private readonly ObjectNode _user;

    private KubeconfigFile(string option, string folder, ObjectNode cluster, ObjectNode user)
    {
        _option = option;
        _folder = folder;
        _cluster = cluster;
        _user = user;
        Address = AddressOf(cluster.Text("server") ?? "");
    }

    /// <summary>Where to call.</summary>
    public Uri Address { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="KubeApiOptionsException">It can't be read, or isn't usable for a webhook.</exception>
    public static KubeconfigFile Read(string option, string path)
    {
        Node document;
        try
        {
            document = YamlReader.Read(File.ReadAllBytes(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KubeApiOptionsException($"{option}: {wrong.Message}");
        }
        catch (YamlTextException)
        {
            throw new KubeApiOptionsException($"{option}: {path} is no YAML"); // its text may show a key
        }

        if (document is not ObjectNode root)
        {
            throw new KubeApiOptionsException($"{option}: {path} is no kubeconfig");
        }

        var context = Named(option, root, "contexts", "context", root.Text("current-context") ?? "");
        if (context["user"] is not (null or NullNode or TextNode))
        {
            throw new KubeApiOptionsException($"{option}: {path}: context.user: must be a text");
        }

        var cluster = Named(option, root, "clusters", "cluster", context.Text("cluster") ?? "");
        var user = context.Text("user") is { Length: > 0 } name ? Named(option, root, "users", "user", name) : [];
        if (user.Has("exec") || user.Has("auth-provider"))
        {
            throw new KubeApiOptionsException($"{option}: users with exec or auth-provider aren't supported");
        }

        KubeconfigShape.Check(cluster, user, wrong => new KubeApiOptionsException($"{option}: {path}: {wrong}"));
        var file = new KubeconfigFile(option, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", cluster, user);
        file.Authorities();
        file.Certificate()?.Dispose();
        return file;
    }

    /// <summary>
    /// A client that sends these credentials, follows no redirects and bounds what it keeps; the caller disposes it and sets time limits of
    /// his own.
    /// </summary>
    /// <exception cref="KubeApiOptionsException">A file that the kubeconfig names can't be used.</exception>
    public (HttpClient Client, Uri Address) CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
        };
        if (_cluster.Text("proxy-url") is { Length: > 0 } proxy)
        {
            handler.Proxy = new System.Net.WebProxy(proxy);
        }

        SetTls(handler.SslOptions);
        var client = new HttpClient(new Credentials(handler, Token), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        if (_user.Text("username") is { Length: > 0 } name)
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{_user.Text("password")}"));
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", pair);
        }

        return (client, Address);
    }

    private void SetTls(SslClientAuthenticationOptions tls)
    {
        if (_cluster.Text("tls-server-name") is { Length: > 0 } name)
        {
            tls.TargetHost = name;
        }

        if ((_cluster["insecure-skip-tls-verify"] as BoolNode)?.Value == true)
        {
#pragma warning disable CA5359 // The operator wrote it into the file, in these words.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (Authorities() is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (Certificate() is { } certificate)
        {
            tls.ClientCertificates = [certificate];
        }
    }

    private X509Certificate2Collection? Authorities()
    {
        if (Pem(_cluster, "certificate-authority") is not { } pem)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            // None is a complaint too.
        }

        return authorities.Count > 0 ? authorities : throw Wrong("certificate-authority holds no certificate");
    }

    private X509Certificate2? Certificate()
    {
        if (Pem(_user, "client-certificate") is not { } certificate)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate, Pem(_user, "client-key") ?? "");
        }
        catch (CryptographicException)
        {
            throw Wrong("client-certificate and client-key are no pair");
        }
    }

    private string? Token() => _user.Text("tokenFile") is { Length: > 0 } path
        ? File.ReadAllText(Path.Combine(_folder, path)).Trim()
        : _user.Text("token");

    // name-data holds the text itself in base64, name a file with it.
    private string? Pem(ObjectNode node, string name)
    {
        try
        {
            return node.Text(name + "-data") is { Length: > 0 } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
                : node.Text(name) is { Length: > 0 } path ? File.ReadAllText(Path.Combine(_folder, path))
                : null;
        }
        catch (FormatException)
        {
            throw Wrong($"{name}-data is no base64");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Wrong(wrong.Message);
        }
    }

    private Uri AddressOf(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address
            : throw Wrong("the cluster's server must be an https address");

    private KubeApiOptionsException Wrong(string problem) => new($"{_option}: {problem}");

    private static ObjectNode Named(string option, ObjectNode root, string list, string member, string name)
    {
        foreach (var item in root.Array(list)?.Items ?? [])
        {
            if (item is ObjectNode found && found.Text("name") == name && found.Object(member) is { } value)
            {
                return value;
            }
        }

        throw new KubeApiOptionsException(name.Length == 0
            ? $"{option}: there is no current-context, or it names no {member}"
            : $"{option}: there is no {member} \"{name}\"");
    }

    /// <summary>Adds the bearer token of the moment to each request.</summary>
    private sealed class Credentials(HttpMessageHandler inner, Func<string?> token) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (token() is { Length: > 0 } bearer)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
