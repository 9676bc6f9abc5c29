using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Primitives;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authentication.Certificates;
using Orleans.KubeApi.Authentication.Tokens;

namespace Orleans.KubeApi.Benchmarks.Micro;

/// <summary>What every request pays to find out who sent it: must neither wait nor allocate.</summary>
[MemoryDiagnoser]
public class AuthenticationBenchmarks
{
    private readonly Dictionary<string, StringValues> _headers = [];
    private RequestAuthenticator _authenticator = null!;
    private PresentedCertificate _presented;

    [GlobalSetup]
    public void Setup()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=jane, O=dev", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        _presented = new PresentedCertificate(certificate, null);
        _authenticator = new RequestAuthenticator(
            new FrontProxy(), new CertificateTrust([certificate], [], TimeProvider.System),
            new TokenChain([("token", new UserInfo("a", "", []))], [], [], TimeProvider.System), AnonymousRules.Everywhere);
    }

    [Benchmark]
    public object? Certificate() =>
        _authenticator.AuthenticateAsync(_presented, null, _headers, CancellationToken.None).Result.User;

    [Benchmark]
    public object? Token() =>
        _authenticator.AuthenticateAsync(default, "Bearer token", _headers, CancellationToken.None).Result.User;
}
