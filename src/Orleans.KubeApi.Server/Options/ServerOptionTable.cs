using static Orleans.KubeApi.Server.Options.OptionForms;

namespace Orleans.KubeApi.Server.Options;

/// <summary>All options of the server: the one list behind the command line, the environment, appsettings and the help.</summary>
internal static class ServerOptionTable
{
    /// <summary>The options in the order of the help.</summary>
    public static IReadOnlyList<ServerOption> All { get; } =
    [
        Text("data-dir", "Folder for certificates, admin.kubeconfig and the embedded store (kubeapi-data)", static (o, v) =>
        o.DataDirectory = v),
        Text("store", "sqlite, or a PostgreSQL connection string (sqlite)", static (o, v) => o.Store = v),
        Text("bind-address", "IP address of HTTPS (0.0.0.0)", static (o, v) => o.BindAddress = v),
        Number("secure-port", "Port of HTTPS, 0 for a free one (6443)", static (o, v) => o.SecurePort = v),
        Text("tls-cert-file", "PEM file of the serving certificate (issued by the CA in the data folder)", static (o, v) =>
        o.TlsCertFile = v),
        Text("tls-private-key-file", "PEM file of its key", static (o, v) => o.TlsPrivateKeyFile = v),
        Text("tls-min-version", "VersionTLS12 or VersionTLS13 (VersionTLS12)", static (o, v) => o.TlsMinVersion = v),
        List("tls-cipher-suites", "Cipher suites of TLS 1.2 (all strong ones)", static (o, v) => o.TlsCipherSuites = v),
        List("strict-transport-security-directives", "Directives of the HSTS header (no such header)", static (o, v) =>
        o.StrictTransportSecurityDirectives = v),
        Text("client-ca-file", "PEM file of more authorities for client certificates", static (o, v) => o.ClientCaFile = v),
        Text("token-auth-file", "CSV file of static tokens: token,user,uid,\"group1,group2\"", static (o, v) => o.TokenAuthFile = v),
        Flag("anonymous-auth", "Requests without credentials run as system:anonymous (true)", static (o, v) => o.AnonymousAuth = v),
        .. AuthenticationOptionTable.All,
        .. AuthorizationOptionTable.All,
        Text("encryption-provider-config", "YAML file of what is encrypted in the store (EncryptionConfiguration)", static (o, v) =>
        o.EncryptionProviderConfig = v),
        Flag("encryption-provider-config-automatic-reload", "Take over changes of that file while running (false)", static (o, v) =>
        o.EncryptionProviderConfigAutomaticReload = v),
        List("service-account-issuer", "Issuers of service-account tokens, first issues (https://kubernetes.default.svc)", static (o, v) =>
        o.ServiceAccountIssuer = v),
        Text("service-account-signing-key-file", "PEM file of the key that signs them (one is kept in the store)", static (o, v) =>
        o.ServiceAccountSigningKeyFile = v),
        List("service-account-key-file", "PEM files of more trusted keys, separated by commas", static (o, v) =>
        o.ServiceAccountKeyFile = v),
        List("api-audiences", "Who this server is to tokens, separated by commas (the issuer)", static (o, v) => o.ApiAudiences = v),
        Text("service-cluster-ip-range", "CIDR of service addresses, or one of each family: a,b (10.0.0.0/24)", static (o, v) =>
        o.ServiceClusterIpRange = v),
        Text("service-node-port-range", "Range of node ports (30000-32767)", static (o, v) => o.ServiceNodePortRange = v),
        .. AdmissionOptionTable.All,
        .. AuditOptionTable.All,
        Number("v", "How much is logged, 0 to 10 (0)", static (o, v) => o.Verbosity = v),
        Text("logging-format", "text or json (text)", static (o, v) => o.LoggingFormat = v),
        Text("tracing-config-file", "YAML file of where spans go (TracingConfiguration)", static (o, v) => o.TracingConfigFile = v),
        Text("tracing-endpoint", "Collector that gets a span of every request (OTLP over gRPC): localhost:4317", static (o, v) =>
        o.TracingEndpoint = v),
        Flag("orleans-dashboard", "Orleans' dashboard under /orleans/, for those who may get that path (false)", static (o, v) =>
        o.OrleansDashboard = v),
        Flag("enable-priority-and-fairness", "Flow schemas and priority levels share the seats (true)", static (o, v) =>
        o.EnablePriorityAndFairness = v),
        Number("max-requests-inflight", "Reads in flight before 429 (400)", static (o, v) => o.MaxRequestsInflight = v),
        Number("max-mutating-requests-inflight", "Writes in flight before 429 (200)", static (o, v) => o.MaxMutatingRequestsInflight = v),
        Duration("request-timeout", "How long a request may take before 504 (1m0s)", static (o, v) => o.RequestTimeout = v),
        Duration("min-request-timeout", "Shortest life of a watch (30m0s); kube-apiserver's plain seconds work too", static (o, v) =>
        o.MinRequestTimeout = v),
        Duration("event-ttl", "How long Events are kept (1h0m0s)", static (o, v) => o.EventTtl = v),
        Number("http2-max-streams-per-connection", "Concurrent HTTP/2 streams of a connection (250)", static (o, v) =>
        o.Http2MaxStreamsPerConnection = v),
        Duration("shutdown-delay-duration", "How long to serve on after SIGTERM with /readyz failing (0s)", static (o, v) =>
        o.ShutdownDelay = v),
        Text("cluster-id", "Name of the cluster; all its silos must agree (kubeapi)", static (o, v) => o.ClusterId = v),
        Text("silo-address", "IP address that other silos reach this one at (127.0.0.1)", static (o, v) => o.SiloAddress = v),
        Number("silo-port", "Port between silos, 0 for a free one, or none if embedded (0)", static (o, v) => o.SiloPort = v),
        Number("gateway-port", "Port for Orleans clients, 0 for none (0)", static (o, v) => o.GatewayPort = v),
        Text("silo-cert-file", "PEM file of this silo's certificate: mutual TLS between silos", static (o, v) => o.SiloCertFile = v),
        Text("silo-private-key-file", "PEM file of its key", static (o, v) => o.SiloPrivateKeyFile = v),
        Text("silo-ca-file", "PEM file of the silos' authorities", static (o, v) => o.SiloCaFile = v),
    ];
}
