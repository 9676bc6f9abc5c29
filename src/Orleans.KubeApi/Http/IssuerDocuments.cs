using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>
/// The documents by which others verify service-account tokens (OpenID Connect discovery): the issuer's and its keys'. They exist where the
/// issuer is an https address.
/// </summary>
internal sealed class IssuerDocuments
{
    private const string IssuerPath = "/.well-known/openid-configuration";
    private const string KeysPath = "/openid/v1/jwks";
    private static readonly KeyValuePair<string, string>[] Headers = [new("Cache-Control", "public, max-age=3600")];
    private readonly DiscoveryAnswer? _issuer;
    private readonly DiscoveryAnswer? _keys;

    /// <summary>Makes the documents.</summary>
    /// <param name="settings">Issuer and keys.</param>
    /// <param name="keysAddress">Where the keys are; empty: at this server.</param>
    /// <param name="server">This server's address for others, without a slash at the end.</param>
    public IssuerDocuments(TokenSettings settings, string keysAddress, string server)
    {
        if (!settings.Issuer.StartsWith("https://", StringComparison.Ordinal))
        {
            return;
        }

        var algorithms = settings.Trusted.Select(k => k.Algorithm).Distinct().Order(StringComparer.Ordinal);
        _issuer = Answer("application/json", new ObjectNode
        {
            { "issuer", settings.Issuer },
            { "jwks_uri", keysAddress.Length > 0 ? keysAddress : server + KeysPath },
            { "response_types_supported", new ArrayNode(["id_token"]) },
            { "subject_types_supported", new ArrayNode(["public"]) },
            { "id_token_signing_alg_values_supported", ArrayNode.OfTexts(algorithms) },
        });
        var keys = settings.Trusted.DistinctBy(k => k.Id).Select(k => (Node)k.ToWebKey());
        _keys = Answer("application/jwk-set+json", new ObjectNode { { "keys", new ArrayNode(keys) } });
    }

    /// <summary>Whether a path is one of the documents'.</summary>
    public static bool IsMeant(string path) => path is IssuerPath or KeysPath;

    /// <summary>The document at a path; null if there is none.</summary>
    public DiscoveryAnswer? Serve(string path) => path switch
    {
        IssuerPath => _issuer,
        KeysPath => _keys,
        _ => null,
    };

    private static DiscoveryAnswer Answer(string type, ObjectNode document) => new(200, type, document.ToUtf8(), Headers: Headers);
}
