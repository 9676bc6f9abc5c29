using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Orleans.KubeApi.Authentication.Tokens;

namespace Orleans.KubeApi.Authentication.Jwt;

/// <summary>
/// Tokens of one issuer of OpenID Connect. Its keys are fetched from the configured address only, and again when a token names a key that
/// is
/// not known, at most once in ten seconds: tokens that nobody signed can't make this server call out more often.
/// </summary>
internal sealed class JwtAuthenticator : ITokenAuthenticator, IDisposable
{
    private const string NotReady = "oidc: authenticator not initialized";
    private const int DocumentBytesMax = 1024 * 1024;
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgeMax = TimeSpan.FromHours(1);
    private readonly JwtIssuerRules _rules;
    private readonly IReadOnlyList<string> _audiences;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly HttpDocumentRetriever _retriever;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile OpenIdConnectConfiguration? _document;
    private long _asked;

    /// <summary>Creates the authenticator; nothing is fetched yet.</summary>
    /// <param name="rules">The issuer.</param>
    /// <param name="audiences">Who this server is, for reviews.</param>
    /// <param name="time">The clock.</param>
    public JwtAuthenticator(JwtIssuerRules rules, IReadOnlyList<string> audiences, TimeProvider time)
    {
        _rules = rules;
        _audiences = audiences;
        _time = time;
        _client = CreateClient(rules.CertificateAuthority);
        _retriever = new HttpDocumentRetriever(_client) { RequireHttps = true };
    }

    /// <inheritdoc/>
    public async ValueTask<TokenVerdict> JudgeAsync(string token, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        if (JwtText.Parse(token) is not { } form || form.Issuer != _rules.Url || !_rules.Algorithms.Contains(form.Alg))
        {
            return TokenVerdict.Unknown;
        }

        try
        {
            if (await DocumentAsync(form.Kid, cancellationToken) is not { } document)
            {
                return TokenVerdict.Refused(NotReady);
            }

            if (document.Issuer != _rules.Url || !await JwtText.IsSignedAsync(form, document.SigningKeys, _rules.Algorithms)
                || JwtText.Payload(form) is not { } claims)
            {
                return TokenVerdict.Refused("oidc: verify token: failed to verify signature");
            }

            var user = JwtClaims.Read(claims, _rules, _time.GetUtcNow());
            return TokenVerdict.OfServer(user, wanted, _audiences) with { Expires = JwtClaims.Expires(claims) };
        }
        catch (FormatException wrong)
        {
            return TokenVerdict.Refused(wrong.Message);
        }
    }

    /// <summary>Fetches the issuer's document and keys, so that the first token need not wait. A failure shows with that token.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken) => await DocumentAsync(keyId: null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _gate.Dispose();
    }

    private async ValueTask<OpenIdConnectConfiguration?> DocumentAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (_document is not { } document || !Knows(document, keyId))
        {
            await FetchAsync(cancellationToken);
            return _document;
        }

        if (_time.GetElapsedTime(Volatile.Read(ref _asked)) >= AgeMax && _gate.CurrentCount > 0)
        {
            _ = FetchAsync(CancellationToken.None); // Keys may have been withdrawn; nobody waits for that.
        }

        return document;
    }

    // A failed attempt leaves the document that is there.
    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_asked == 0 || _time.GetElapsedTime(_asked) >= (_document is null ? FirstPause : Pause))
            {
                Volatile.Write(ref _asked, _time.GetTimestamp());
                _document = await OpenIdConnectConfigurationRetriever.GetAsync(_rules.DocumentAddress, _retriever, cancellationToken);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, asked again with a later token.
        }
        finally
        {
            _gate.Release();
        }
    }

    private static bool Knows(OpenIdConnectConfiguration document, string? keyId) =>
        string.IsNullOrEmpty(keyId) || document.SigningKeys.Any(k => k.KeyId == keyId);

    private static HttpClient CreateClient(string authorities)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = FetchTimeout, MaxAutomaticRedirections = 3, MaxResponseHeadersLength = 64, UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (authorities.Length > 0)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(Import(authorities));
        }

        return new HttpClient(handler) { Timeout = FetchTimeout, MaxResponseContentBufferSize = DocumentBytesMax };
    }

    /// <summary>The certificates of a PEM text.</summary>
    /// <exception cref="FormatException">There is none in it.</exception>
    public static X509Certificate2Collection Import(string pem)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            // None is the complaint.
        }

        return found.Count > 0 ? found : throw new FormatException("no certificate in PEM form");
    }
}
