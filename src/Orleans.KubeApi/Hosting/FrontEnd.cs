using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Discovery;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Hosting.Auditing;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Negotiation;
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
        var discovery = new DiscoveryEndpoints(
            catalog, Version(), $"{Advertised(options)}:{options.SecurePort}", time, services.GetRequiredService<TypeLibrary>());
        return new KubeApiPipeline(new PipelineParts
        {
            Options = new PipelineOptions
            {
                AllowAnonymous = options.AnonymousAuth,
                MaxReads = options.MaxRequestsInflight,
                MaxWrites = options.MaxMutatingRequestsInflight,
                RequestTimeout = options.RequestTimeout,
                MinWatchTimeout = options.MinRequestTimeout,
            },
            Authenticator = new RequestAuthenticator(new ClientCertificateAuthenticator(), new TokenAuthenticator(Tokens(options))),
            Accounts = new AccountTokens(
                () => services.GetRequiredService<AccountIdentity>().Authenticator, services.GetRequiredService<ICollectionCaches>()),
            Audit = services.GetRequiredService<AuditHolder>().Log,
            Authorizer = new BasicAuthorizer(),
            Catalog = () => catalog,
            Discovery = discovery.Serve,
            Caches = services.GetRequiredService<ICollectionCaches>(),
            Store = services.GetRequiredService<IObjectStore>(),
            Tables = new TableSource(TablePrinter.Columns, Row),
            Readiness = new Readiness(services.GetRequiredService<ServerState>(), services.GetRequiredService<SiloLease>()),
            Time = time,
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

    private static IReadOnlyList<(string Token, UserInfo User)> Tokens(KubeApiOptions options) =>
        options.TokenAuthFile.Length == 0 ? [] : TokenFile.Parse(File.ReadAllText(options.TokenAuthFile));

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
