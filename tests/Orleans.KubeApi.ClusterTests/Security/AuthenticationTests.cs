using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.KubeApi.Authentication.Jwt;
using Orleans.KubeApi.ClusterTests.Support;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Tests.Authentication.Certificates;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Security;

public sealed class AuthenticationTests(SecureServer secure) : IClassFixture<SecureServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static int _namespaces;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private KubeHttp Admin => secure.Server.Client;

    [Fact]
    public void S2_StaticTokens_AreWarnedOf() => Assert.True(secure.Server.Log.Contains("INSECURE: --token-auth-file"));

    [Fact]
    public async Task OidcToken_OfConfiguredIssuer_IsItsUser()
    {
        Assert.Equal("""oidc:jane ["dev","system:authenticated"]""", await WhoIsAsync(OidcToken("jane")));
        Assert.Equal("401", await WhoIsAsync(OidcToken("jane") + "x"));
    }

    [Fact]
    public async Task WebhookToken_IsAskedOnceAndThenRemembered()
    {
        Assert.Equal("""hook ["hooked","system:authenticated"]""", await WhoIsAsync(ReviewService.Token));
        Assert.Equal("""hook ["hooked","system:authenticated"]""", await WhoIsAsync(ReviewService.Token));

        Assert.Equal(1, secure.Reviews.Questions);
    }

    [Fact]
    public async Task Configuration_Changed_IsInForceWithoutRestart()
    {
        using var nobody = new SecureClient(secure.Server.Url);
        Assert.Equal(403, (await nobody.GetAsync("/api/v1/namespaces", Cancellation)).Code);

        secure.WriteConfiguration("anonymous: {enabled: true, conditions: [{path: /livez}]}");
        await HoldsAsync("anonymous requests are refused",
            async () => (await nobody.GetAsync("/api/v1/namespaces", Cancellation)).Code == 401);
        Assert.Equal(200, (await nobody.GetAsync("/livez", Cancellation)).Code);
        Assert.Equal(401, (await nobody.GetAsync("/readyz", Cancellation)).Code);

        secure.WriteConfiguration("anonymous: nonsense");
        await HoldsAsync("the mistake is told", () => Task.FromResult(secure.Server.Log.Contains("anonymous: must be an object")));
        Assert.Equal(401, (await nobody.GetAsync("/readyz", Cancellation)).Code);

        secure.WriteConfiguration("");
        await HoldsAsync("anonymous requests are let through again",
            async () => (await nobody.GetAsync("/api/v1/namespaces", Cancellation)).Code == 403);
    }

    [Fact]
    public async Task S33_ClientAuthorityReplaced_EndsItsClientsOnOpenConnections()
    {
        using var before = secure.Clients.IssueWithKey("CN=jane, O=dev");
        using var after = secure.OtherClients.IssueWithKey("CN=joe");
        using var jane = new SecureClient(secure.Server.Url, before);
        using var joe = new SecureClient(secure.Server.Url, after);
        Assert.Equal("""jane ["dev","system:authenticated"]""", await jane.WhoAmIAsync(Cancellation));
        Assert.Equal("401", await joe.WhoAmIAsync(Cancellation));

        secure.WriteClientAuthority(secure.OtherClients);

        await HoldsAsync("joe is known", async () => await joe.WhoAmIAsync(Cancellation) != "401");
        Assert.Equal("401", await jane.WhoAmIAsync(Cancellation));
        secure.WriteClientAuthority(secure.Clients);
        await HoldsAsync("jane is known again", async () => await jane.WhoAmIAsync(Cancellation) != "401");
    }

    [Fact]
    public async Task S33_CertificateForServers_Is401AlsoOnOpenPages()
    {
        using var wrong = secure.Clients.IssueWithKey("CN=jane", TestAuthority.ServerUsage);
        using var client = new SecureClient(secure.Server.Url, wrong);

        Assert.Equal("401", await client.WhoAmIAsync(Cancellation));
        Assert.Equal(401, (await client.GetAsync("/healthz", Cancellation)).Code);
    }

    [Fact]
    public async Task S8_RemoteHeaders_CountOnlyFromTheFrontProxy()
    {
        using var front = secure.Proxies.IssueWithKey("CN=front");
        using var stranger = secure.Clients.IssueWithKey("CN=jane");
        using var proxy = new SecureClient(secure.Server.Url, front);
        using var jane = new SecureClient(secure.Server.Url, stranger);
        using var nobody = new SecureClient(secure.Server.Url);
        (string, string)[] headers = [("X-Remote-User", "root"), ("X-Remote-Group", "system:masters")];

        Assert.Equal("""root ["system:masters","system:authenticated"]""", await proxy.WhoAmIAsync(Cancellation, headers));
        Assert.Equal("401", await proxy.WhoAmIAsync(Cancellation, ("X-Remote_User", "root")));
        Assert.Equal("""jane ["system:authenticated"]""", await jane.WhoAmIAsync(Cancellation, headers));
        Assert.Equal("403", await nobody.WhoAmIAsync(Cancellation, headers));
    }

    [Fact]
    public async Task ServingCertificate_Replaced_IsShownToNewConnections()
    {
        var thumbprint = secure.WriteServing("second");

        await HoldsAsync("the new certificate is shown", async () =>
        {
            using var client = new SecureClient(secure.Server.Url);
            await client.GetAsync("/healthz", Cancellation);
            return client.Shown == thumbprint;
        });
    }

    [Fact]
    public async Task BootstrapToken_OfASecret_LivesAsLongAsIt()
    {
        const string path = "/api/v1/namespaces/kube-system/secrets";
        (await Admin.PostAsync(path, """
            {"metadata":{"name":"bootstrap-token-abcdef"},"type":"bootstrap.kubernetes.io/token","stringData":
            {"token-id":"abcdef","token-secret":"0123456789abcdef","usage-bootstrap-authentication":"true"}}
            """, Cancellation)).MustBe(201);
        Assert.Equal(
            """system:bootstrap:abcdef ["system:bootstrappers","system:authenticated"]""",
            await WhoIsAsync("abcdef.0123456789abcdef"));

        (await Admin.DeleteAsync(path + "/bootstrap-token-abcdef", Cancellation)).MustBe(200);

        await HoldsAsync("the token is refused", async () => await WhoIsAsync("abcdef.0123456789abcdef") == "401");
    }

    [Theory]
    [InlineData("serviceaccounts/a", null)]
    [InlineData("pods/p", """{"kind":"Pod","apiVersion":"v1","name":"p"}""")]
    [InlineData("secrets/s", """{"kind":"Secret","apiVersion":"v1","name":"s"}""")]
    public async Task S32_TokenWhoseObjectIsDeleted_Is401(string deleted, string? bound)
    {
        var path = await NamespaceAsync();
        await CreateAsync(path + "/serviceaccounts", """{"metadata":{"name":"a"}}""");
        await CreateAsync(path + "/pods",
            """{"metadata":{"name":"p"},"spec":{"serviceAccountName":"a","containers":[{"name":"c","image":"i"}]}}""");
        await CreateAsync(path + "/secrets", """{"metadata":{"name":"s"}}""");
        var spec = bound is null ? "" : $"\"boundObjectRef\":{bound}";
        var issued = await Admin.PostAsync(path + "/serviceaccounts/a/token", "{\"spec\":{" + spec + "}}", Cancellation);
        var token = issued.MustBe(201).Json["status"]!["token"]!.GetValue<string>();
        Assert.StartsWith("system:serviceaccount:", await WhoIsAsync(token), StringComparison.Ordinal);
        Assert.True(await IsAuthenticatedAsync(token));

        var gone = await Admin.DeleteAsync($"{path}/{deleted}?gracePeriodSeconds=0", Cancellation);
        Assert.True(gone.IsSuccess, gone.Text);

        Assert.False(await IsAuthenticatedAsync(token));
        await HoldsAsync("the token is refused", async () => await WhoIsAsync(token) == "401");
    }

    [Fact]
    public async Task S32_LegacyToken_LivesAsLongAsItsSecret()
    {
        var path = await NamespaceAsync();
        var ns = path[(path.LastIndexOf('/') + 1)..];
        var account = await CreateAsync(path + "/serviceaccounts", """{"metadata":{"name":"a"}}""");
        var token = JwtText.Write(new ObjectNode
        {
            { "iss", "kubernetes/serviceaccount" },
            { "sub", $"system:serviceaccount:{ns}:a" },
            { "kubernetes.io/serviceaccount/namespace", ns },
            { "kubernetes.io/serviceaccount/secret.name", "old" },
            { "kubernetes.io/serviceaccount/service-account.name", "a" },
            { "kubernetes.io/serviceaccount/service-account.uid", account["metadata"]!["uid"]!.GetValue<string>() },
        }, secure.AccountKey.Key, secure.AccountKey.Algorithm);
        Assert.Equal("401", await WhoIsAsync(token));
        await CreateAsync(path + "/secrets", $$$"""
            {"metadata":{"name":"old","annotations":{"kubernetes.io/service-account.name":"a"}},
            "type":"kubernetes.io/service-account-token","stringData":{"token":"{{{token}}}"}}
            """);
        Assert.StartsWith($"system:serviceaccount:{ns}:a ", await WhoIsAsync(token), StringComparison.Ordinal);

        (await Admin.DeleteAsync(path + "/secrets/old", Cancellation)).MustBe(200);

        await HoldsAsync("the token is refused", async () => await WhoIsAsync(token) == "401");
    }

    [Fact]
    public async Task TokenRequest_LongerThanTheBound_IsShortenedWithAWarning()
    {
        var path = await NamespaceAsync();
        await CreateAsync(path + "/serviceaccounts", """{"metadata":{"name":"a"}}""");

        var issued = await Admin.PostAsync(path + "/serviceaccounts/a/token", """{"spec":{"expirationSeconds":10000}}""", Cancellation);

        Assert.Equal(7200, issued.MustBe(201).Json["spec"]!["expirationSeconds"]!.GetValue<int>());
        Assert.Contains("requested expiration of 10000 seconds shortened to 7200 seconds",
            string.Join('\n', issued.Headers.GetValues("Warning")), StringComparison.Ordinal);
        var token = issued.Json["status"]!["token"]!.GetValue<string>();
        Assert.Contains("https://own.example", Encoding.UTF8.GetString(Part(token, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenRequest_BoundToNoName_Is400()
    {
        var path = await NamespaceAsync();
        await CreateAsync(path + "/serviceaccounts", """{"metadata":{"name":"a"}}""");

        var refused = await Admin.PostAsync(
            path + "/serviceaccounts/a/token", """{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1"}}}""", Cancellation);

        Assert.Equal("Name parameter required.", refused.MustBe(400).Message);
    }

    [Fact]
    public async Task IssuerDocuments_TellTheKeysOfTokens()
    {
        var issuer = await Admin.GetAsync("/.well-known/openid-configuration", Cancellation);
        var keys = await Admin.GetAsync("/openid/v1/jwks", Cancellation);

        Assert.Equal("https://own.example", issuer.Json["issuer"]!.GetValue<string>());
        Assert.Equal("public, max-age=3600", keys.Headers.CacheControl!.ToString());
        Assert.Equal("application/jwk-set+json", keys.ContentType);
        Assert.Equal(secure.AccountKey.Id, keys.Json["keys"]![0]!["kid"]!.GetValue<string>());
    }

    [Fact]
    public async Task S7_Impersonation_LeavesBothIdentitiesInTheAudit()
    {
        using var client = new SecureClient(secure.Server.Url);
        var admin = ("Authorization", "Bearer " + KubeServer.AdminToken);
        Assert.Equal("""zed ["crew","system:authenticated"]""",
            await client.WhoAmIAsync(Cancellation, admin, ("Impersonate-User", "zed"), ("Impersonate-Group", "crew")));
        Assert.Equal("403", await client.WhoAmIAsync(
            Cancellation, ("Authorization", "Bearer " + KubeServer.UserToken), ("Impersonate-User", "zed2")));

        await HoldsAsync("the audit shows both", async () =>
        {
            await using var file = new FileStream(secure.AuditFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            var lines = (await reader.ReadToEndAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Any(l => l.EndsWith('}') && JsonNode.Parse(l) is { } e
                && e["user"]?["username"]?.GetValue<string>() == "admin"
                && e["impersonatedUser"]?["username"]?.GetValue<string>() == "zed");
        });
    }

    [Fact]
    public async Task StrictTransportSecurity_IsInEveryAnswer()
    {
        foreach (var path in new[] { "/healthz", "/api/v1/namespaces", "/nothing" })
        {
            Assert.Equal("max-age=60; preload",
                (await Admin.GetAsync(path, Cancellation)).Headers.GetValues("Strict-Transport-Security").Single());
        }
    }

    [Fact]
    public async Task S34_OldVersionsAndWeakSuites_FailTheHandshake()
    {
        // ECDHE-ECDSA with AES-GCM, ECDHE-ECDSA with AES-CBC, RSA with AES-CBC, ECDHE-ECDSA with 3DES.
        ushort[] strong = [0xc02b];
        Assert.Equal(TlsProbe.Handshake, await TlsProbe.HelloAsync(secure.Server.Port, 0x0303, strong, Cancellation));
        Assert.Equal(TlsProbe.Alert, await TlsProbe.HelloAsync(secure.Server.Port, 0x0302, [0xc02b, 0xc009, 0x002f], Cancellation));
        Assert.Equal(TlsProbe.Alert, await TlsProbe.HelloAsync(secure.Server.Port, 0x0301, [0xc009, 0x002f], Cancellation));
        Assert.Equal(TlsProbe.Alert, await TlsProbe.HelloAsync(secure.Server.Port, 0x0303, [0xc009, 0x002f, 0xc008], Cancellation));
    }

    [Fact]
    public async Task S45_BodyWithoutCredentials_IsRefusedBeforeItIsRead()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", secure.Server.Port, Cancellation);
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("localhost");
        var head = "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer wrong\r\nContent-Length: 3000000\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);

        // Not a byte of the body is ever sent.
        var start = new byte[12];
        await stream.ReadExactlyAsync(start, Cancellation).AsTask().WaitAsync(Patience, Cancellation);

        Assert.Equal("HTTP/1.1 401", Encoding.ASCII.GetString(start));
    }

    private static async Task HoldsAsync(string what, Func<Task<bool>> condition) =>
        await Eventually.HoldsAsync(what, Patience, _ => condition(), Cancellation);

    private static byte[] Part(string token, int index) => System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[index]);

    private async Task<string> WhoIsAsync(string token)
    {
        using var client = new SecureClient(secure.Server.Url);
        return await client.WhoAmIAsync(Cancellation, ("Authorization", "Bearer " + token));
    }

    private async Task<bool> IsAuthenticatedAsync(string token)
    {
        var review = await Admin.PostAsync(
            "/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{token}}}"}}""", Cancellation);
        return review.MustBe(201).Json["status"]!["authenticated"]?.GetValue<bool>() ?? false;
    }

    private string OidcToken(string user) => secure.Issuer.Sign(new ObjectNode
    {
        { "iss", secure.Issuer.Url },
        { "aud", "client" },
        { "sub", user },
        { "roles", new ArrayNode(["dev"]) },
        { "exp", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 600 },
    });

    private async Task<string> NamespaceAsync()
    {
        var name = $"auth{Interlocked.Increment(ref _namespaces)}";
        await CreateAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        return "/api/v1/namespaces/" + name;
    }

    private async Task<JsonNode> CreateAsync(string path, string body) =>
        (await Admin.PostAsync(path, body, Cancellation)).MustBe(201).Json;
}
