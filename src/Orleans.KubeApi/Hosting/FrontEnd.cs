using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Hosting.Access;
using Orleans.KubeApi.Hosting.Auditing;
using Orleans.KubeApi.Hosting.Encryption;
using Orleans.KubeApi.Hosting.Identity;
using Orleans.KubeApi.Hosting.Measuring;
using Orleans.KubeApi.Hosting.Silo;
using Orleans.KubeApi.Hosting.Web;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.FlowControl;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Pages;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Printing;

namespace Orleans.KubeApi.Hosting;

/// <summary>Composes the HTTP front end from the options and the engine's services.</summary>
internal static class FrontEnd
{
    /// <summary>The version of the Kubernetes API that is served.</summary>
    public const string ApiVersion = "v1.37.0";

    /// <summary>The one request delegate of a server.</summary>
    public static RequestDelegate Create(IServiceProvider services)
    {
        var options = services.GetRequiredService<KubeApiOptions>();
        var time = services.GetRequiredService<TimeProvider>();
        var catalog = services.GetRequiredService<ResourceCatalog>();
        var discovery = new DiscoveryEndpoints(catalog, Version(), $"{Advertised(options)}:{options.SecurePort}", time);
        var authentication = services.GetRequiredService<AuthenticationSetup>();
        var issuer = new Lazy<IssuerDocuments>(() => new IssuerDocuments(
            authentication.Accounts.Settings, options.Authentication.ServiceAccountJwksUri,
            $"https://{Advertised(options)}:{options.SecurePort}"));
        return new KubeApiPipeline(new PipelineParts
        {
            Options = new PipelineOptions
            {
                StrictTransportSecurity = TlsChoice.StrictTransportSecurity(options.StrictTransportSecurityDirectives),
                MaxReads = options.MaxRequestsInflight,
                MaxWrites = options.MaxMutatingRequestsInflight,
                RequestTimeout = options.RequestTimeout,
                MinWatchTimeout = options.MinRequestTimeout,
            },
            Authenticator = authentication.Authenticator,
            Accounts = authentication.Accounts,
            Audit = services.GetRequiredService<AuditHolder>().Log,
            Authorizer = services.GetRequiredService<IAuthorizer>(),
            Flow = services.GetService<FlowController>(),
            Catalog = () => catalog,
            Discovery = request => IssuerDocuments.IsMeant(request.Path) ? issuer.Value.Serve(request.Path) : discovery.Serve(request),
            Caches = services.GetRequiredService<ICollectionCaches>(),
            Store = services.GetRequiredService<IObjectStore>(),
            Tables = new TableSource(TablePrinter.Columns, Row) { MakesRows = type => TablePrinter.HasTable(type.Kind) },
            Readiness = new Readiness(
                services.GetRequiredService<ServerState>(), services.GetRequiredService<SiloLease>(),
                services.GetRequiredService<LiveEncryption>(), services.GetRequiredService<PolicyFeed>()),
            Time = time,
            Metrics = MetricsSetup.Create(services, Version()),
            Facts = new ServerFacts(
                ProcessSource.Start, Version().GoVersion, ApiVersion.TrimStart('v'), $"{Version().Major}.{Version().Minor}", options.Flags),
            Dashboard = DashboardMount.Create(services),
            Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.KubeApi.Http"),
            Stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping,
        }).InvokeAsync;
    }

    // What /api tells clients of other networks; "any address" is none.
    private static string Advertised(KubeApiOptions options) =>
        IPAddress.TryParse(options.BindAddress, out var bound) && !bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any)
            ? options.BindAddress
            : Dns.GetHostName();

    private static (ArrayNode Cells, ArrayNode? Conditions) Row(ResourceType type, StoredObject stored, DateTimeOffset now)
    {
        var tree = stored.Parse();
        return (TablePrinter.Row(type, tree, now), TablePrinter.RowConditions(type, tree));
    }

    private static VersionInfo Version()
    {
        var assembly = typeof(FrontEnd).Assembly;
        var informational = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var commit = informational[(informational.IndexOf('+', StringComparison.Ordinal) + 1)..];
        var built = File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory, "Orleans.KubeApi.dll"));
        var architecture = RuntimeInformation.OSArchitecture == Architecture.X64 ? "amd64" : "arm64";
        return new VersionInfo(
            "1", "37", ApiVersion, commit, "clean", ObjectMeta.Time(new DateTimeOffset(built, TimeSpan.Zero)),
            $"dotnet{Environment.Version}", "gc",
            $"{(OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : "windows")}/{architecture}");
    }
}
