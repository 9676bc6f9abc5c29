using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.KubeApi.Grains;
using Orleans.KubeApi.Hosting.Auditing;
using Orleans.KubeApi.Hosting.Certificates;
using Orleans.KubeApi.Hosting.Failing;
using Orleans.KubeApi.Hosting.Identity;
using Orleans.KubeApi.Hosting.Measuring;
using Orleans.KubeApi.Hosting.Silo;
using Orleans.KubeApi.Hosting.Web;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting;

/// <summary>Puts a Kubernetes API server into an ASP.NET Core host: <c>builder.AddKubeApi(…)</c>, then <c>app.MapKubeApi()</c>.</summary>
public static class KubeApiHostingExtensions
{
    /// <summary>How long a stop may take before requests that still run are cut off.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A database that hangs becomes an error instead of a hanging server. What the operator writes comes later in the string and wins.
    /// </summary>
    private const string PostgresTimeouts = "Timeout=5;Keepalive=15;Tcp Keepalive=true;Maximum Pool Size=32;";

    /// <summary>Adds a server with the given changes to the default options.</summary>
    /// <exception cref="KubeApiOptionsException">The options are wrong, or the data folder can't be used.</exception>
    public static WebApplicationBuilder AddKubeApi(this WebApplicationBuilder builder, Action<KubeApiOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new KubeApiOptions();
        configure(options);
        return builder.AddKubeApi(options);
    }

    /// <summary>
    /// Adds a server: its data folder is opened, its certificates are made ready, its silo and its HTTPS listener are configured.
    /// Everything starts and stops with the host. One server per host.
    /// </summary>
    /// <exception cref="KubeApiOptionsException">The options are wrong, or the data folder can't be used.</exception>
    public static WebApplicationBuilder AddKubeApi(this WebApplicationBuilder builder, KubeApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        KubeApiOptionsValidator.ThrowIfInvalid(options);
        var folder = DataFolder.Open(options.DataDirectory);
        try
        {
            builder.Services.AddSingleton(_ => folder); // By factory, so that the host closes it.
            Add(builder, options, folder);
            return builder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Lets the server answer all requests of this application.</summary>
    public static IApplicationBuilder MapKubeApi(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);

        _ = app.ApplicationServices.GetService<TracingExport>(); // begins to listen
        FailingAnswers.Use(app);
        app.Run(FrontEnd.Create(app.ApplicationServices));
        return app;
    }

    private static void Add(WebApplicationBuilder builder, KubeApiOptions options, DataFolder folder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ServerState>();
        services.AddSingleton<ServerFailure>();
        services.AddSingleton<AuditHolder>();
        services.Configure<HostOptions>(static host =>
        {
            host.ShutdownTimeout = ShutdownTimeout;

            // The silo and the listener start side by side; until both are up the front end answers 503. They stop one after the other,
            // the listener first.
            host.ServicesStartConcurrently = true;
        });

        // Keys and certificates take a while to load: the silo is configured meanwhile.
        var certificates = Task.Run(() => ServerCertificates.LoadOrCreate(options, folder.CertificateFolder, TimeProvider.System));
        services.AddSingleton(_ => certificates.GetAwaiter().GetResult());
        services.AddSingleton(s => new CertificateHolder(
            s.GetRequiredService<ServerCertificates>(),
            () => ServerCertificates.LoadOrCreate(options, folder.CertificateFolder, TimeProvider.System), TimeProvider.System));
        services.AddSingleton<AuthenticationSetup>();
        services.AddHostedService<ServerLifecycle>();
        builder.WebHost.ConfigureKestrel((_, kestrel) => KestrelSetup.Configure(
            kestrel, options, kestrel.ApplicationServices.GetRequiredService<CertificateHolder>()));
        EngineServices.Add(services, options);
        if (TracingSettings.Of(options) is { } tracing)
        {
            services.AddSingleton(s => new TracingExport(tracing, s.GetRequiredService<SiloName>()));
        }

        builder.UseOrleans(silo => AddSilo(silo, options));

        // After the silo, so that it is stopped before it.
        services.AddHostedService<EngineLifecycle>();
        services.AddHostedService<FileReloader>();
    }

    private static void AddSilo(ISiloBuilder silo, KubeApiOptions options)
    {
        if (TracingSettings.Of(options) is not null)
        {
            silo.AddActivityPropagation(); // a filter around every call, so only where spans are wanted
        }

        if (options.OrleansDashboard)
        {
            DashboardMount.Configure(silo);
        }

        if (options.IsEmbedded)
        {
            SiloSetup.ConfigureEmbedded(silo, options);
            return;
        }

        var database = PostgresDataSources.Create(PostgresTimeouts + options.Store);
        silo.Services.AddSingleton(_ => database); // By factory, so that the host closes it.
        SiloSetup.ConfigureClustered(silo, options, database);
    }
}
