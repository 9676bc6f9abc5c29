using System.Text;
using Orleans.KubeApi.Hosting;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Server.Commands;
using Orleans.KubeApi.Tests.Hosting;
using Xunit;

namespace Orleans.KubeApi.Tests.Server;

/// <summary>
/// Every configuration file, broken: whatever stands in it, the server says in one line what is wrong and ends with exit code 2. And a
/// value of the wrong type is never passed over, for it would count as not given.
/// </summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters:
        - name: k
          cluster: {server: "https://127.0.0.1:1/", insecure-skip-tls-verify: true, tls-server-name: a, proxy-url: "http://p:1"}
        users: [{name: u, user: {token: tok, username: name, password: word}}]
        """;

    private const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    // Correct files that use as many fields as they can.
    private static readonly Dictionary<string, (string Option, string Text)> Files = new()
    {
        ["encryption"] = ("--encryption-provider-config", $$"""
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            - resources: [secrets, configmaps]
              providers:
              - kms: {apiVersion: v2, name: k, endpoint: "unix:///k.sock", timeout: 3s}
              - aescbc: {keys: [{name: a, secret: {{Key}}}]}
              - aesgcm: {keys: [{name: a, secret: {{Key}}}]}
              - secretbox: {keys: [{name: a, secret: {{Key}}}]}
              - identity: {}
            """),
        ["admission"] = ("--admission-control-config-file", """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
            - name: PodSecurity
              configuration:
                apiVersion: pod-security.admission.config.k8s.io/v1
                kind: PodSecurityConfiguration
                defaults:
                  {enforce: baseline, enforce-version: latest, audit: restricted, audit-version: v1.30, warn: baseline, warn-version: v1.30}
                exemptions: {usernames: [a], namespaces: [b], runtimeClasses: [c]}
            - name: EventRateLimit
              configuration:
                apiVersion: eventratelimit.admission.k8s.io/v1alpha1
                kind: Configuration
                limits: [{type: Namespace, qps: 50, burst: 100, cacheSize: 2000}]
            - name: PodNodeSelector
              configuration:
                podNodeSelectorPluginConfig: {clusterDefaultNodeSelector: a=b, ns: c=d}
            - name: PodTolerationRestriction
              configuration:
                apiVersion: podtolerationrestriction.admission.k8s.io/v1alpha1
                kind: Configuration
                default: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]
                whitelist: [{key: a, operator: Equal, value: b}]
            - name: ImagePolicyWebhook
              configuration:
                imagePolicy: {kubeConfigFile: kubeconfig, allowTTL: 50, denyTTL: 50, retryBackoff: 500, defaultAllow: true}
            - name: ValidatingAdmissionWebhook
              configuration:
                apiVersion: apiserver.config.k8s.io/v1
                kind: WebhookAdmissionConfiguration
                kubeConfigFile: kubeconfig
            """),
        ["audit policy"] = ("--audit-policy-file", """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            omitManagedFields: true
            rules:
            - level: Request
              users: [a]
              userGroups: [g]
              verbs: [get]
              resources: [{group: apps, resources: [deployments], resourceNames: [a]}]
              namespaces: [ns]
              omitStages: [ResponseStarted]
              omitManagedFields: false
            - {level: None, nonResourceURLs: [/healthz*]}
            """),
        ["authentication"] = ("--authentication-config", """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer: {url: "https://a.example", discoveryURL: "https://b.example/d", audiences: [a, b], audienceMatchPolicy: MatchAny}
              claimValidationRules: [{claim: hd, requiredValue: x}]
              claimMappings:
                username: {claim: sub, prefix: "a:"}
                groups: {claim: groups, prefix: "a:"}
                uid: {claim: sub}
            anonymous: {enabled: true, conditions: [{path: /livez}]}
            """),
        ["authorization"] = ("--authorization-config", """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthorizationConfiguration
            authorizers:
            - {type: RBAC, name: rbac}
            - type: Webhook
              name: hook
              webhook:
                authorizedTTL: 30s
                cacheAuthorizedRequests: true
                unauthorizedTTL: 30s
                cacheUnauthorizedRequests: false
                timeout: 3s
                subjectAccessReviewVersion: v1
                matchConditionSubjectAccessReviewVersion: v1
                failurePolicy: Deny
                connectionInfo: {type: KubeConfigFile, kubeConfigFile: FOLDER/kubeconfig}
            """),
        ["tracing"] = ("--tracing-config-file", """
            apiVersion: apiserver.config.k8s.io/v1
            kind: TracingConfiguration
            endpoint: localhost:4317
            samplingRatePerMillion: 100
            """),
        ["token webhook"] = ("--authentication-token-webhook-config-file", Kubeconfig),
        ["audit webhook"] = ("--audit-webhook-config-file", Kubeconfig),
    };

    private static readonly string[] Wrongs = ["5", "true", "text", "[]", "[5]", "[[text]]", "[{a: b}]", "{}", "{a: 5}", "-1", "1.5"];
    private readonly TemporaryFolder _folder = new();

    public ConfigurationFileTests()
    {
        _folder.Write("kubeconfig", Kubeconfig);
        _folder.Write("policy", Files["audit policy"].Text);
    }

    public static TheoryData<string> Kinds => [.. Files.Keys];

    public static TheoryData<string, string> Broken => new()
    {
        { "--token-auth-file", "a,b" },
        { "--token-auth-file", ",name,uid" },
        { "--token-auth-file", "a,b,c,\"d" },
        { "--encryption-provider-config", "" },
        { "--encryption-provider-config", "[" },
        { "--encryption-provider-config", "kind: EncryptionConfiguration" },
        { "--admission-control-config-file", "plugins: 5" },
        { "--admission-control-config-file", "a: *b" },
        { "--admission-control-config-file", Admission("ResourceQuota", "limitedResources: [{resource: pods, matchContains: [cpu]}]") },
        { "--admission-control-config-file", Admission("PodSecurity", "defaults: {enforce: 5}") },
        { "--audit-policy-file", "\tx" },
        { "--audit-policy-file", "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: {}" },
        { "--authentication-config", "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: 5" },
        { "--authentication-config", "\0" },
        { "--authorization-config", "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers: [5]" },
        { "--authorization-config", "- a\n- b" },
        { "--tracing-config-file", "apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\nendpoint: {a: b}" },
        { "--tracing-config-file", "apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\nendpoint: 'http://[::'" },
        { "--authentication-token-webhook-config-file", "clusters: 5" },
        { "--authentication-token-webhook-config-file", "current-context: c" },
        { "--authentication-token-webhook-config-file", Kubeconfig.Replace("token: tok", "token: 5", StringComparison.Ordinal) },
        { "--authentication-token-webhook-config-file", Kubeconfig.Replace("http://p:1", "p p", StringComparison.Ordinal) },
        { "--oidc-ca-file", "no certificate" },
        { "--client-ca-file", "no certificate" },
        { "--requestheader-client-ca-file", "no certificate" },
        { "--service-account-key-file", "no key" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Serve_BrokenFile_IsOneLineAndExitCode2(string option, string text)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] more = option == "--oidc-ca-file" ? ["--oidc-issuer-url", "https://a.example", "--oidc-client-id", "a"] : [];

        var code = await CommandLine.RunAsync(
            [
                "serve", "--data-dir", _folder.File("data"), "--bind-address", "127.0.0.1", "--secure-port", "0",
                option, _folder.Write("broken", text), .. more,
            ],
            output, error);

        var line = Assert.Single(error.ToString().TrimEnd('\n').Split('\n'));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.True(
            line.Contains(option, StringComparison.Ordinal) || line.Contains(_folder.File("broken"), StringComparison.Ordinal), line);
        Assert.Equal((2, ""), (code, output.ToString()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Validate_CorrectFile_IsFine(string kind) => Assert.Empty(Complaints(kind, Tree(kind)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Validate_AnyValueOfAnotherType_IsToldInOneLine(string kind)
    {
        var silent = new List<string>();
        foreach (var (path, value) in Places(Tree(kind), "").ToList())
        {
            foreach (var wrong in Wrongs.Select(w => YamlReader.Read(Encoding.UTF8.GetBytes(w))).Where(w => w.GetType() != value.GetType()))
            {
                var complaints = Complaints(kind, Replaced(Tree(kind), "", path, wrong));
                Assert.All(complaints, c => Assert.DoesNotContain('\n', c));
                if (complaints.Count == 0 && !IsFree(kind, path))
                {
                    silent.Add($"{path}: {wrong}");
                }
            }
        }

        Assert.Empty(silent);
    }

    private static string Admission(string plugin, string settings) =>
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n"
        + $"- name: {plugin}\n  configuration:\n    apiVersion: pod-security.admission.config.k8s.io/v1\n    kind: PodSecurityConfiguration\n"
        + $"    {settings}\n";

    // A kubeconfig is a person's file: what this server doesn't use may be anything.
    private static bool IsFree(string kind, string path) =>
        Files[kind].Text == Kubeconfig && path is ".apiVersion" or ".kind";

    private IReadOnlyList<string> Complaints(string kind, Node tree)
    {
        var file = _folder.Write("file", tree.ToString());
        var options = new KubeApiOptions();
        switch (kind)
        {
            case "encryption":
                options.EncryptionProviderConfig = file;
                break;
            case "admission":
                options.Admission.ConfigFile = file;
                options.Admission.EnablePlugins = "EventRateLimit,PodNodeSelector,PodTolerationRestriction,ImagePolicyWebhook";
                break;
            case "audit policy":
                options.Audit.PolicyFile = file;
                break;
            case "authentication":
                options.Authentication.ConfigFile = file;
                break;
            case "authorization":
                options.Authorization.ConfigFile = file;
                break;
            case "tracing":
                options.TracingConfigFile = file;
                break;
            case "token webhook":
                options.Authentication.WebhookConfigFile = file;
                break;
            default:
                options.Audit.WebhookConfigFile = file;
                options.Audit.PolicyFile = _folder.File("policy");
                break;
        }

        return KubeApiOptionsValidator.Validate(options);
    }

    private Node Tree(string kind) => YamlReader.Read(
        Encoding.UTF8.GetBytes(Files[kind].Text.Replace("FOLDER", _folder.FullPath, StringComparison.Ordinal)));

    private static IEnumerable<(string Path, Node Value)> Places(Node node, string path)
    {
        yield return (path, node);
        var children = node switch
        {
            ObjectNode o => o.Select(m => (Path: $"{path}.{m.Key}", m.Value)),
            ArrayNode a => a.Items.Select((item, i) => (Path: $"{path}[{i}]", Value: item)),
            _ => [],
        };
        foreach (var place in children.SelectMany(c => Places(c.Value, c.Path)))
        {
            yield return place;
        }
    }

    private static Node Replaced(Node node, string at, string path, Node value)
    {
        if (at == path)
        {
            return value;
        }

        switch (node)
        {
            case ObjectNode o:
                var copy = new ObjectNode();
                foreach (var (name, child) in o)
                {
                    copy.Set(name, Replaced(child, $"{at}.{name}", path, value));
                }

                return copy;
            case ArrayNode a:
                return new ArrayNode(a.Items.Select((item, i) => Replaced(item, $"{at}[{i}]", path, value)));
            default:
                return node;
        }
    }
}
