using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Conformance;

/// <summary>What kubectl shows and does about rights, identities, tokens and certificates: the original's words and shapes.</summary>
[Collection(EmbeddedServerCollection.Name)]
public sealed class KubectlAccessTests(EmbeddedServer embedded) : KubectlScenarios(embedded)
{
    [Fact]
    public async Task WhoAmI_SelfAndAsSomebodyElse_ShowsTheIdentity()
    {
        Assert.Contains("[system:masters system:authenticated]", await RunAsync("auth", "whoami"), StringComparison.Ordinal);
        var other = Lines(await RunAsync("auth", "whoami", "--as=bob", "--as-group=crew", "--as-group=staff", "--as-uid=7"));
        Assert.Equal(["ATTRIBUTE VALUE", "Username bob", "UID 7", "Groups [crew staff system:authenticated]"], other);
        Assert.Equal("system:serviceaccounts system:serviceaccounts:a system:authenticated", (await RunAsync(
            "auth", "whoami", "--as=system:serviceaccount:a:b", "-o", "jsonpath={.status.userInfo.groups[*]}")).Trim());
    }

    [Fact]
    public async Task CanI_OfUserWithoutAndWithRole_AnswersYesNoAndExitCode()
    {
        const string who = "--as=cani-user";
        Assert.Equal("yes", (await RunAsync("auth", "can-i", "*", "*")).Trim());
        var (code, output, _) = await Tool.TryAsync(Cancellation, "auth", "can-i", "list", "pods", who);
        Assert.Equal((1, "no"), (code, output.Trim()));
        await RunAsync("create", "role", "reads", "--verb=list,get", "--resource=pods,deployments.apps/scale", "--resource-name=a");
        await RunAsync("create", "rolebinding", "reads", "--role=reads", "--user=cani-user");

        Assert.Equal("yes", (await RunAsync("auth", "can-i", "get", "pods/a", who)).Trim());
        Assert.Equal("yes", (await RunAsync("auth", "can-i", "get", "deployments.apps/a", "--subresource=scale", who)).Trim());
        Assert.Equal(1, (await Tool.TryAsync(Cancellation, "auth", "can-i", "get", "pods/b", who)).ExitCode);
        Assert.Equal(1, (await Tool.TryAsync(Cancellation, "auth", "can-i", "get", "pods/a", "-A", who)).ExitCode);
        Assert.Equal("yes", (await RunAsync("auth", "can-i", "get", "/version", who, "--as-group=system:authenticated")).Trim());
        var (_, _, warning) = await Tool.TryAsync(Cancellation, "auth", "can-i", "get", "nodes");
        Assert.Contains("Warning: resource 'nodes' is not namespace scoped", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CanIList_ShowsRolesOfTheNamespaceAndWhatEverybodyMay()
    {
        await RunAsync("create", "role", "lists", "--verb=list,watch", "--resource=pods", "--resource-name=a");
        await RunAsync("create", "rolebinding", "lists", "--role=lists", "--user=list-user");

        var lines = Lines(await RunAsync("auth", "can-i", "--list", "--as=list-user"));

        Assert.Equal("Resources Non-Resource URLs Resource Names Verbs", lines[0]);
        Assert.Contains("pods [] [a] [list watch]", lines);
        Assert.Contains("selfsubjectreviews.authentication.k8s.io [] [] [create]", lines);
        Assert.Contains("selfsubjectrulesreviews.authorization.k8s.io [] [] [create]", lines);
        Assert.Contains("[/healthz] [] [get]", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("*.*", StringComparison.Ordinal));
        Assert.Contains("*.* [] [] [*]", Lines(await RunAsync("auth", "can-i", "--list")));
    }

    [Fact]
    public async Task Impersonation_WithoutTheRight_IsForbidden_AndGroupsCountWhereItIsAllowed()
    {
        var (code, _, error) = await Tool.TryAsync(Cancellation, "get", "pods", "--as=zed");
        Assert.Equal(1, code);
        Assert.Equal($"Error from server (Forbidden): pods is forbidden: User \"zed\" cannot list resource \"pods\" in API group \"\" "
            + $"in the namespace \"{Space}\"", error.Trim());
        await RunAsync("create", "rolebinding", "crew", "--clusterrole=view", "--group=crew");
        Assert.Contains("No resources found", (await Tool.TryAsync(
            Cancellation, "get", "pods", "--as=zed", "--as-group=crew")).Error, StringComparison.Ordinal);
        (code, _, error) = await Tool.TryAsync(
            Cancellation, "get", "pods", "--as=zed", "--as-group=crew", $"--token={KubeServer.UserToken}");
        Assert.True(code == 0 || error.Contains("cannot impersonate", StringComparison.Ordinal), error);
    }

    [Fact]
    public async Task CreateToken_WithAudienceAndBound_HoldsThem_AndMistakesAreToldInTheOriginalsWords()
    {
        await RunAsync("create", "serviceaccount", "robot");
        await RunAsync("create", "secret", "generic", "holder");
        var token = (await RunAsync("create", "token", "robot", "--audience=me", "--audience=you", "--duration=30m",
            "--bound-object-kind=Secret", "--bound-object-name=holder")).Trim();
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));

        Assert.Contains("\"aud\":[\"me\",\"you\"]", claims, StringComparison.Ordinal);
        Assert.Contains($"\"sub\":\"system:serviceaccount:{Space}:robot\"", claims, StringComparison.Ordinal);
        Assert.Contains("\"secret\":{\"name\":\"holder\"", claims, StringComparison.Ordinal);
        await FailsAsync("error: failed to create token: serviceaccounts \"none\" not found", "create", "token", "none");
        await FailsAsync("error: failed to create token: secrets \"none\" not found", "create", "token", "robot",
            "--bound-object-kind=Secret", "--bound-object-name=none");
        await FailsAsync("error: failed to create token: TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: "
            + "Invalid value: 60: may not specify a duration less than 10 minutes", "create", "token", "robot", "--duration=1m");
        Assert.Contains("kind: TokenRequest", await RunAsync("create", "token", "robot", "-o", "yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_ApprovedAndDenied_SayWhoAndWhy()
    {
        var (good, bad) = ($"good-{Space}", $"bad-{Space}");
        await RunAsync("create", "-f", Tool.Folder.Write("requests.yaml", SigningRequest(good) + "---\n" + SigningRequest(bad)));
        const string type = "certificatesigningrequest.certificates.k8s.io";
        Assert.Equal($"{type}/{good} approved", (await RunAsync("certificate", "approve", good)).Trim());
        Assert.Equal($"{type}/{bad} denied", (await RunAsync("certificate", "deny", bad)).Trim());
        await FailsAsync($"error: certificate signing request \"{bad}\" is already Denied", "certificate", "approve", bad);

        var lines = Lines(await RunAsync("get", "csr"));
        Assert.Equal("NAME AGE SIGNERNAME REQUESTOR REQUESTEDDURATION CONDITION", lines[0]);
        Assert.EndsWith("60m Approved", lines.Single(l => l.StartsWith(good, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.EndsWith("60m Denied", lines.Single(l => l.StartsWith(bad, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("Approved True KubectlApprove This CSR was approved by kubectl certificate approve.", await RunAsync(
            "get", "csr", good, "-o", "jsonpath={range .status.conditions[*]}{.type} {.status} {.reason} {.message}{end}"));
        var (code, _, error) = await Tool.TryAsync(Cancellation, "certificate", "approve", good, "--as=zed");
        Assert.Equal(1, code);
        Assert.StartsWith("Error from server (Forbidden): certificatesigningrequests.certificates.k8s.io", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_RolesAndBindings_AddsRemovesAndMakesAnew()
    {
        var file = Tool.Folder.Write("rbac.yaml", Access("get, list", "zoe", "kind: Role, name: rr"));
        Assert.Equal(["role.rbac.authorization.k8s.io/rr reconciled", "rolebinding.rbac.authorization.k8s.io/rb reconciled"],
            Lines(await RunAsync("auth", "reconcile", "-f", file)));

        file = Tool.Folder.Write("rbac.yaml", Access("get, watch", "yan", "kind: Role, name: rr"));
        await RunAsync("auth", "reconcile", "-f", file);
        Assert.Equal("get list watch", await RunAsync("get", "role", "rr", "-o", "jsonpath={.rules[*].verbs[*]}"));
        Assert.Equal("zoe yan", await RunAsync("get", "rolebinding", "rb", "-o", "jsonpath={.subjects[*].name}"));

        await RunAsync("auth", "reconcile", "-f", file, "--remove-extra-permissions", "--remove-extra-subjects");
        Assert.Equal("get watch", await RunAsync("get", "role", "rr", "-o", "jsonpath={.rules[*].verbs[*]}"));
        Assert.Equal("yan", await RunAsync("get", "rolebinding", "rb", "-o", "jsonpath={.subjects[*].name}"));

        var other = Tool.Folder.Write("rbac.yaml", Access("get, watch", "yan", "kind: ClusterRole, name: view"));
        await RunAsync("auth", "reconcile", "-f", other);
        Assert.Equal("ClusterRole view", await RunAsync("get", "rolebinding", "rb", "-o", "jsonpath={.roleRef.kind} {.roleRef.name}"));
        var (code, _, error) = await Tool.TryAsync(Cancellation, "auth", "reconcile", "-f", other, "--as=zed");
        Assert.Equal(1, code);
        Assert.Contains("User \"zed\" cannot get resource \"roles\"", error, StringComparison.Ordinal);
    }

    private async Task FailsAsync(string error, params string[] arguments)
    {
        var result = await Tool.TryAsync(Cancellation, arguments);
        Assert.Equal((1, error), (result.ExitCode, result.Error.Trim()));
    }

    // Columns are as wide as their contents, which differ.
    private static string[] Lines(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
    ];

    private string Access(string verbs, string user, string role) => $$"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: rr, namespace: {{Space}}}
        rules: [{apiGroups: [""], resources: [pods], verbs: [{{verbs}}]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: rb, namespace: {{Space}}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, {{role}}}
        subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: {{user}}}]
        """;

    private static string SigningRequest(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=eve,O=dev", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return $$"""
            apiVersion: certificates.k8s.io/v1
            kind: CertificateSigningRequest
            metadata: {name: {{name}}}
            spec:
              request: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(request))}}
              signerName: kubernetes.io/kube-apiserver-client
              usages: [client auth]
              expirationSeconds: 3600

            """;
    }
}
