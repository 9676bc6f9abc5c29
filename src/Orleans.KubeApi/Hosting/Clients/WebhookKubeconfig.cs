using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Hosting.Clients;

/// <summary>
/// The kubeconfig of a WebhookAdmissionConfiguration: its users are named after servers. The best name counts: the server with its port,
/// without it for 443, <c>*.</c> and ever shorter ends of the name, then <c>*</c>. Plug-ins that make credentials aren't run.
/// </summary>
internal sealed class WebhookKubeconfig : IWebhookCredentials
{
    private readonly Dictionary<string, WebhookCredential> _users = new(StringComparer.Ordinal);

    /// <summary>What a WebhookAdmissionConfiguration names; null if it names no kubeconfig.</summary>
    /// <param name="configuration">The plug-in's document; null if there is none.</param>
    /// <param name="folder">What its path is relative to.</param>
    /// <exception cref="KubeApiOptionsException">The file can't be read or used.</exception>
    public static WebhookKubeconfig? Of(ObjectNode? configuration, string folder) =>
        configuration?.Text("kubeConfigFile") is { Length: > 0 } path ? Read(Path.Combine(folder, path)) : null;

    /// <summary>Reads a file; files that it names are relative to it.</summary>
    /// <exception cref="KubeApiOptionsException">It can't be read or used.</exception>
    public static WebhookKubeconfig Read(string path)
    {
        var config = new WebhookKubeconfig();
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
            var root = YamlReader.Read(File.ReadAllBytes(path)) as ObjectNode ?? throw new FormatException("no kubeconfig");
            var reader = new ConfigurationReader();
            foreach (var (item, at) in reader.Objects(root, "users", ""))
            {
                var name = reader.Text(item, "name", at);
                var user = reader.Optional(item, "user", at);
                KubeconfigShape.Check([], user, wrong => new FormatException(wrong));
                config._users[name] = Credential(user, folder);
            }

            reader.ThrowIfWrong();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException or CryptographicException
            or ArgumentException or YamlTextException)
        {
            // What the parsers say may show a key.
            throw new KubeApiOptionsException($"webhook kubeconfig {path}: {(wrong is IOException ? wrong.Message : "it can't be used")}");
        }

        return config;
    }

    /// <inheritdoc/>
    public WebhookCredential? For(string host, int port)
    {
        foreach (var name in Names(host, port))
        {
            if (_users.TryGetValue(name, out var found))
            {
                return found;
            }
        }

        return null;
    }

    private static IEnumerable<string> Names(string host, int port)
    {
        for (var (name, rest) = (host, host); ;)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}:{port}");
            if (port == 443)
            {
                yield return name;
            }

            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
            {
                break;
            }

            rest = rest[(dot + 1)..];
            name = "*." + rest;
        }

        yield return "*";
    }

    private static WebhookCredential Credential(ObjectNode user, string folder)
    {
        if (user.Has("exec") || user.Has("auth-provider"))
        {
            throw new ArgumentException("exec and auth-provider aren't supported");
        }

        var certificate = Pem(user, "client-certificate", folder) is { } pem
            ? X509Certificate2.CreateFromPem(pem, Pem(user, "client-key", folder) ?? "") : null;
        if (user.Text("tokenFile") is { Length: > 0 } file)
        {
            var full = Path.Combine(folder, file);
            return new WebhookCredential(() => "Bearer " + File.ReadAllText(full).Trim(), certificate);
        }

        var header = user.Text("token") is { Length: > 0 } token ? "Bearer " + token
            : user.Text("username") is { Length: > 0 } name
                ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Text("password")}")) : null;
        return new WebhookCredential(() => header, certificate);
    }

    private static string? Pem(ObjectNode user, string name, string folder) =>
        user.Text(name + "-data") is { Length: > 0 } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
            : user.Text(name) is { Length: > 0 } file ? File.ReadAllText(Path.Combine(folder, file)) : null;
}
