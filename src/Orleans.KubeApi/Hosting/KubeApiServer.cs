using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Hosting.Encryption;
using Orleans.KubeApi.Storage;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// A complete server in a host of its own that carries nothing else: what the executable runs, and what a test of an operator may run in
/// its process. Starts faster than a general web host because that host's configuration sources and middleware are left out.
/// </summary>
public sealed class KubeApiServer : IAsyncDisposable
{
    private const string SchemaDone = "The store has this version's schema.";
    private readonly WebApplication _app;
    private readonly KubeApiOptions _options;

    private KubeApiServer(WebApplication app, KubeApiOptions options)
    {
        _app = app;
        _options = options;
    }

    /// <summary>Base address, e.g. https://127.0.0.1:6443.</summary>
    /// <exception cref="InvalidOperationException">The server isn't started.</exception>
    public Uri Address => ServerAddress.Find(_app.Services.GetRequiredService<IServer>(), _options)
        ?? throw new InvalidOperationException("the server isn't started");

    /// <summary>Path of the admin's kubeconfig, there once the server is started.</summary>
    public string KubeconfigFile => _app.Services.GetRequiredService<DataFolder>().KubeconfigFile;

    /// <summary>The services of the server's host.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Builds a server that stops on SIGTERM and Ctrl-C if <paramref name="handleSignals"/> is set.</summary>
    /// <exception cref="KubeApiOptionsException">The options are wrong, or the data folder can't be used.</exception>
    public static KubeApiServer Build(KubeApiOptions options, IConfiguration? logging = null, bool handleSignals = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Orleans.KubeApi" });
        builder.WebHost.UseKestrelCore();
        ServerLogging.Configure(builder.Logging, logging, options);
        builder.AddKubeApi(options);
        builder.Services.AddSingleton<IHostLifetime>(handleSignals
            ? static services => ActivatorUtilities.CreateInstance<SignalLifetime>(services)
            : static _ => new QuietLifetime());
        if (handleSignals)
        {
            // Only where the process is ours.
            builder.Services.AddHostedService<HeapKeeper>();
            builder.Services.AddHostedService<ClockGuard>();
        }

        var app = builder.Build();
        app.MapKubeApi();
        return new KubeApiServer(app, options);
    }

    /// <summary>
    /// Brings the store to this version's schema without serving. With an encryption configuration every row is then stored as that asks
    /// for; returns, in sentences, what was done.
    /// </summary>
    /// <exception cref="KubeApiOptionsException">
    /// The options are wrong, the data folder can't be used, or not everything could be encrypted.
    /// </exception>
    public static async Task<string> MigrateAsync(KubeApiOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        KubeApiOptionsValidator.ThrowIfInvalid(options);
        using var folder = options.IsEmbedded ? DataFolder.Open(options.DataDirectory) : null;
        await using var database = options.IsEmbedded ? null : PostgresDataSources.Create(options.Store);
        string done;
        await using (IRevisionStore store = folder is null
            ? new PostgresRevisionStore(database!, TimeProvider.System, NullLogger.Instance)
            : SqliteRevisionStore.Open(folder.StoreFolder, TimeProvider.System, NullLogger.Instance))
        {
            await store.MigrateAsync(cancellationToken);
            if (options.EncryptionProviderConfig.Length == 0)
            {
                return SchemaDone;
            }

            done = await StoreEncryption.RenewAsync(store, options, cancellationToken);
        }

        if (folder is not null)
        {
            // What the rows were before would stay in free pages of the file.
            SqliteRevisionStore.RewriteFiles(folder.StoreFolder);
        }

        return $"{SchemaDone} {done}";
    }

    /// <summary>Starts everything; afterwards the server is ready.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => _app.StartAsync(cancellationToken);

    /// <summary>
    /// Completes when the server was told to stop and has stopped; or soon after it failed in a way that leaves nothing to save: then it
    /// isn't to be disposed, and its process should end.
    /// </summary>
    /// <returns>Whether it has stopped.</returns>
    public async Task<bool> WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        var stopped = _app.WaitForShutdownAsync(cancellationToken);
        if (await Task.WhenAny(stopped, _app.Services.GetRequiredService<ServerFailure>().Overdue) != stopped)
        {
            return false;
        }

        await stopped;
        return true;
    }

    /// <summary>Whether it stops, or has stopped, because it could not go on; then it should be started again.</summary>
    public bool HasFailed => _app.Services.GetRequiredService<ServerFailure>().HasFailed;

    /// <summary>Whether it stops, or has stopped, by a signal, a call or a failure.</summary>
    public bool WasToldToStop => _app.Lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Stops gracefully.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
