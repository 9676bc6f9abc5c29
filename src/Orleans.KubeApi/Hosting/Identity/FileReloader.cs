using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Hosting.Access;
using Orleans.KubeApi.Hosting.Certificates;

namespace Orleans.KubeApi.Hosting.Identity;

/// <summary>
/// Notices changed files of certificates, authentication and authorization every few seconds, by their contents (mounted Secrets change by
/// links, and copies keep times). What can't be used is told once and changes nothing; a certificate of our own that runs out is issued
/// anew.
/// </summary>
internal sealed partial class FileReloader(
    KubeApiOptions options, CertificateHolder certificates, AuthenticationSetup authentication,
    AuthorizationSetup authorization, SystemObjectKeeper keeper, TimeProvider time, ILogger<FileReloader> logger)
    : BackgroundService
{
    private const int FileBytesMax = 4 * 1024 * 1024;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string[] ofCertificates =
        [
            options.TlsCertFile, options.TlsPrivateKeyFile, options.ClientCaFile, options.Authentication.RequestHeaderClientCaFile,
        ];
        string[] ofAuthentication = [options.Authentication.ConfigFile];
        string[] ofAuthorization = [options.Authorization.ConfigFile, options.Authorization.WebhookConfigFile];
        HasChanged(ofCertificates);
        HasChanged(ofAuthentication);
        HasChanged(ofAuthorization);
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (HasChanged(ofCertificates) || certificates.MustRenew())
            {
                await TryAsync("certificates", async () =>
                {
                    certificates.Reload();
                    await keeper.PublishTrustAsync(stoppingToken);
                });
            }

            if (HasChanged(ofAuthentication))
            {
                await TryAsync("authentication", () =>
                {
                    authentication.Reload();
                    return Task.CompletedTask;
                });
            }

            if (HasChanged(ofAuthorization))
            {
                await TryAsync("authorization", () =>
                {
                    authorization.Reload();
                    return Task.CompletedTask;
                });
            }
        }
    }

    // Whatever is wrong with a file, the server goes on with what it has.
    private async Task TryAsync(string what, Func<Task> reload)
    {
        try
        {
            await reload();
            Reloaded(logger, what);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            Failed(logger, what, wrong.Message);
        }
    }

    private bool HasChanged(string[] files)
    {
        var changed = false;
        foreach (var file in files.Where(f => f.Length > 0))
        {
            var digest = Digest(file);
            changed |= !_seen.TryGetValue(file, out var seen) || seen != digest;
            _seen[file] = digest;
        }

        return changed;
    }

    private static string Digest(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return stream.Length > FileBytesMax ? "too large" : Convert.ToHexString(SHA256.HashData(stream));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }

    [LoggerMessage(5302, LogLevel.Information, "Read again after a change: {What}")]
    private static partial void Reloaded(ILogger logger, string what);

    [LoggerMessage(5303, LogLevel.Error, "Changed, but can't be used, so what was in force stays: {What}: {Reason}")]
    private static partial void Failed(ILogger logger, string what, string reason);
}
