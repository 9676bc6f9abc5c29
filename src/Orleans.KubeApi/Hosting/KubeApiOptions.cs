namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Everything an API server can be told. The defaults start one embedded server on port 6443 with its data under <c>kubeapi-data</c>.
/// Properties carry the meaning and default of kube-apiserver's flag of the same name where it has one. Validated by
/// <see cref="KubeApiHostingExtensions.AddKubeApi(Microsoft.AspNetCore.Builder.WebApplicationBuilder, KubeApiOptions)"/>, then read only.
/// </summary>
public sealed class KubeApiOptions
{
    /// <summary>Value of <see cref="Store"/> for the embedded store in the data folder.</summary>
    public const string EmbeddedStore = "sqlite";

    /// <summary>
    /// Folder for the certificates, <c>admin.kubeconfig</c> and the embedded store. Created if missing; one running server at a time.
    /// </summary>
    public string DataDirectory { get; set; } = "kubeapi-data";

    /// <summary><c>sqlite</c>, or the connection string of a PostgreSQL database that all silos of the cluster share.</summary>
    public string Store { get; set; } = EmbeddedStore;

    /// <summary>
    /// Whether the embedded store waits for the disk before it answers a write. Only a test that throws its data away may say no: then a
    /// loss of power loses acknowledged writes (a crash of the process alone loses none).
    /// </summary>
    internal bool FlushToDisk { get; set; } = true;

    /// <summary>
    /// All of these options as texts by the names of their flags, for who may <c>get</c> /flagz. Whoever reads flags fills it in, and
    /// leaves out what may hold a password.
    /// </summary>
    public IReadOnlyDictionary<string, string> Flags { get; set; } = new Dictionary<string, string>();

    /// <summary>IP address that HTTPS listens on; <c>0.0.0.0</c> and <c>::</c> mean all.</summary>
    public string BindAddress { get; set; } = "0.0.0.0";

    /// <summary>Port of HTTPS, 0 for a free one.</summary>
    public int SecurePort { get; set; } = 6443;

    /// <summary>PEM file with the serving certificate and its intermediates. Empty: one is issued by the CA in the data folder.</summary>
    public string TlsCertFile { get; set; } = "";

    /// <summary>PEM file with the key of <see cref="TlsCertFile"/>.</summary>
    public string TlsPrivateKeyFile { get; set; } = "";

    /// <summary>
    /// More host names and IP addresses under which clients reach this server, separated by commas; the serving certificate that is issued
    /// has them. Not for one that is given.
    /// </summary>
    public string TlsSan { get; set; } = "";

    /// <summary><c>VersionTLS12</c> or <c>VersionTLS13</c>: the least that clients may speak.</summary>
    public string TlsMinVersion { get; set; } = "VersionTLS12";

    /// <summary>Cipher suites of TLS 1.2, separated by commas. Empty: all strong ones.</summary>
    public string TlsCipherSuites { get; set; } = "";

    /// <summary>Directives of the Strict-Transport-Security header, separated by commas. Empty: no such header.</summary>
    public string StrictTransportSecurityDirectives { get; set; } = "";

    /// <summary>
    /// PEM file with the authorities of client certificates, trusted besides the CA in the data folder (which signs the admin's
    /// certificate).
    /// </summary>
    public string ClientCaFile { get; set; } = "";

    /// <summary>CSV file of static tokens: token, user, uid, "group1,group2". Empty: none.</summary>
    public string TokenAuthFile { get; set; } = "";

    /// <summary>Whether requests without credentials run as <c>system:anonymous</c>; otherwise they get 401.</summary>
    public bool AnonymousAuth { get; set; } = true;

    /// <summary>The other ways to authenticate.</summary>
    public KubeApiAuthenticationOptions Authentication { get; } = new();

    /// <summary>Who may do what.</summary>
    public KubeApiAuthorizationOptions Authorization { get; } = new();

    /// <summary>
    /// CIDR of service addresses, or one of each family separated by a comma (then the cluster is dual-stack). The first address of the
    /// first one is the API server's own and stands in the serving certificate.
    /// </summary>
    public string ServiceClusterIpRange { get; set; } = "10.0.0.0/24";

    /// <summary>
    /// YAML file (<c>apiserver.config.k8s.io/v1 EncryptionConfiguration</c>) that says which resources are encrypted in the store, and
    /// how. Empty: none.
    /// </summary>
    public string EncryptionProviderConfig { get; set; } = "";

    /// <summary>Whether changes of that file are taken over while the server runs.</summary>
    public bool EncryptionProviderConfigAutomaticReload { get; set; }

    /// <summary>
    /// Issuers of service-account tokens, separated by commas: the first issues, all are believed; also their audiences unless
    /// <see cref="ApiAudiences"/> says otherwise.
    /// </summary>
    public string ServiceAccountIssuer { get; set; } = "https://kubernetes.default.svc";

    /// <summary>
    /// PEM file with the private key that signs service-account tokens. Empty: one is made once and kept in the store, the same for all
    /// silos.
    /// </summary>
    public string ServiceAccountSigningKeyFile { get; set; } = "";

    /// <summary>PEM files, separated by commas, with more keys whose service-account tokens are believed.</summary>
    public string ServiceAccountKeyFile { get; set; } = "";

    /// <summary>Who this server is to tokens, separated by commas. Empty: the issuer.</summary>
    public string ApiAudiences { get; set; } = "";

    /// <summary>Range of node ports, <c>first-last</c>.</summary>
    public string ServiceNodePortRange { get; set; } = "30000-32767";

    /// <summary>Which plug-ins look at writes, and how.</summary>
    public KubeApiAdmissionOptions Admission { get; } = new();

    /// <summary>How much is logged, 0 to 10 as in kube-apiserver: 4 adds debugging, 6 what the libraries tell, 8 everything.</summary>
    public int Verbosity { get; set; }

    /// <summary><c>text</c>, or <c>json</c>: one object a line with event ids and fields.</summary>
    public string LoggingFormat { get; set; } = "text";

    /// <summary>
    /// Serves Orleans' dashboard of silos, grains and their calls under <c>/orleans/</c>, to those who may <c>get</c> that path (nobody
    /// but <c>system:masters</c> until a ClusterRole says so). On all silos of a cluster or on none. False.
    /// </summary>
    public bool OrleansDashboard { get; set; }

    /// <summary>
    /// YAML file (<c>apiserver.config.k8s.io/v1 TracingConfiguration</c>) that says where spans go and how many requests have them. Empty:
    /// see <see cref="TracingEndpoint"/>.
    /// </summary>
    public string TracingConfigFile { get; set; } = "";

    /// <summary>Address of an OpenTelemetry collector (OTLP over gRPC) that gets a span of every request. Empty: no tracing.</summary>
    public string TracingEndpoint { get; set; } = "";

    /// <summary>The audit.</summary>
    public KubeApiAuditOptions Audit { get; } = new();

    /// <summary>
    /// Whether FlowSchemas and PriorityLevelConfigurations decide who waits and who is refused. Their seats are then the sum of the next
    /// two
    /// options; without it each of these is a limit of its own.
    /// </summary>
    public bool EnablePriorityAndFairness { get; set; } = true;

    /// <summary>Reads in flight on this silo before 429.</summary>
    public int MaxRequestsInflight { get; set; } = 400;

    /// <summary>Writes in flight on this silo before 429.</summary>
    public int MaxMutatingRequestsInflight { get; set; } = 200;

    /// <summary>How long a request may take before 504; watches are exempt.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Shortest life of a watch without <c>timeoutSeconds</c>; each lives between once and twice this long.</summary>
    public TimeSpan MinRequestTimeout { get; set; } = TimeSpan.FromSeconds(1800);

    /// <summary>How long Event objects are kept.</summary>
    public TimeSpan EventTtl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Concurrent HTTP/2 streams a connection may open.</summary>
    public int Http2MaxStreamsPerConnection { get; set; } = 250;

    /// <summary>How long the server goes on serving after it was told to stop, while <c>/readyz</c> already fails.</summary>
    public TimeSpan ShutdownDelay { get; set; }

    /// <summary>Name of the cluster: silos find each other by it, and all silos of one store must agree.</summary>
    public string ClusterId { get; set; } = "kubeapi";

    /// <summary>
    /// IP address of this silo, told to the others (PostgreSQL only). Whoever reaches an unsecured silo port controls the cluster, so the
    /// default is loopback.
    /// </summary>
    public string SiloAddress { get; set; } = "127.0.0.1";

    /// <summary>Port between silos. 0: a free one (PostgreSQL), or none at all (embedded).</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for Orleans clients. 0: no such port.</summary>
    public int GatewayPort { get; set; }

    /// <summary>PEM file with this silo's certificate (server and client usage) for mutual TLS between silos. Empty: plain TCP.</summary>
    public string SiloCertFile { get; set; } = "";

    /// <summary>PEM file with the key of <see cref="SiloCertFile"/>.</summary>
    public string SiloPrivateKeyFile { get; set; } = "";

    /// <summary>PEM file with the authorities of the other silos' certificates.</summary>
    public string SiloCaFile { get; set; } = "";

    /// <summary>Whether the store is the embedded one.</summary>
    public bool IsEmbedded => string.Equals(Store, EmbeddedStore, StringComparison.OrdinalIgnoreCase);
}
