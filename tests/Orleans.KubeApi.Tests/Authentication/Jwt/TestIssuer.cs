using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orleans.KubeApi.Authentication.ServiceAccounts;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Tests.Support;

namespace Orleans.KubeApi.Tests.Authentication.Jwt;

/// <summary>An OpenID Connect issuer on real HTTPS at a free port of this machine, that counts its visitors.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private int _visits;

    private TestIssuer()
    {
        _certificate = LoopbackHttps.NewCertificate();
        _app = LoopbackHttps.Create(_certificate, AnswerAsync);
    }

    public TokenKey Key { get; private set; } = TokenKey.Generate();

    public string Url => _app.Urls.First();

    public string Authority => _certificate.ExportCertificatePem();

    public int Visits => Volatile.Read(ref _visits);

    /// <summary>Another issuer than asked for in its own document.</summary>
    public string? Claims { get; set; }

    public static async Task<TestIssuer> StartAsync(CancellationToken cancellation)
    {
        var issuer = new TestIssuer();
        await issuer._app.StartAsync(cancellation);
        return issuer;
    }

    public void Rotate() => Key = TokenKey.Generate();

    /// <summary>A token with this payload and header, signed as the algorithm says: by the key, with a text as shared secret, or
    /// not.</summary>
    public string Sign(ObjectNode payload, string algorithm = "RS256", string secret = "", ObjectNode? header = null)
    {
        header ??= new ObjectNode { { "alg", algorithm }, { "kid", Key.Id } };
        var signed = $"{Base64Url.EncodeToString(header.ToUtf8())}.{Base64Url.EncodeToString(payload.ToUtf8())}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Key.ToPem());
        var signature = algorithm switch
        {
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes),
            "none" => [],
            _ => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _visits);
        var document = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget switch
        {
            "/.well-known/openid-configuration" => new ObjectNode { { "issuer", Claims ?? Url }, { "jwks_uri", Url + "/keys" } },
            "/keys" => new ObjectNode { { "keys", new ArrayNode([Key.ToWebKey()]) } },
            _ => null,
        };
        http.Response.StatusCode = document is null ? 404 : 200;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(document?.ToString() ?? "");
    }
}
