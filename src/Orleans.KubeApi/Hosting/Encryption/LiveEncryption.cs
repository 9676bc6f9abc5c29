using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Storage.Encryption;
using Orleans.KubeApi.Storage.Encryption.Kms;

namespace Orleans.KubeApi.Hosting.Encryption;

/// <summary>
/// The encryption in force: the plan that the file asks for and the KMS plug-ins behind it. With automatic reload the file is looked at
/// every second; what is wrong in a new file is logged and the old plan goes on.
/// </summary>
internal sealed class LiveEncryption : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<KmsCipher> _retired = [];
    private Task _looking = Task.CompletedTask;
    private IReadOnlyList<KmsCipher> _plugins = [];
    private EncryptionPlan _plan = EncryptionPlan.None;
    private byte[] _digest = [];

    private LiveEncryption(string file, TimeProvider time, ILogger logger) => (_file, _time, _logger) = (file, time, logger);

    /// <summary>Whether the plan asks a KMS.</summary>
    public bool HasPlugins => Volatile.Read(ref _plugins).Count > 0;

    /// <summary>Whether all plug-ins can be used.</summary>
    public bool PluginsAreHealthy => Volatile.Read(ref _plugins).All(plugin => plugin.IsHealthy);

    /// <summary>Reads the file, if there is one, and watches it, if that was asked for.</summary>
    /// <exception cref="KubeApiOptionsException">The file can't be used.</exception>
    public static LiveEncryption Open(KubeApiOptions options, TimeProvider time, ILogger logger)
    {
        var live = new LiveEncryption(options.EncryptionProviderConfig, time, logger);
        if (options.EncryptionProviderConfig.Length == 0)
        {
            return live;
        }

        try
        {
            live.Take();
        }
        catch (Exception wrong) when (IsFileError(wrong))
        {
            throw new KubeApiOptionsException($"--encryption-provider-config: {options.EncryptionProviderConfig}: {wrong.Message}", wrong);
        }

        if (options.EncryptionProviderConfigAutomaticReload)
        {
            live._looking = Task.Run(live.LookAsync, CancellationToken.None);
        }

        return live;
    }

    /// <summary>The plan in force.</summary>
    public EncryptionPlan Current() => Volatile.Read(ref _plan);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _looking;
        foreach (var plugin in _plugins.Concat(_retired))
        {
            await plugin.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private static bool IsFileError(Exception wrong) =>
        wrong is IOException or UnauthorizedAccessException or ArgumentException or FormatException;

    private async Task LookAsync()
    {
        var said = "";
        while (true)
        {
            await Task.Delay(LookEvery, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            try
            {
                if (Take())
                {
                    EncryptionMessages.Reloaded(_logger, _file);
                }

                said = "";
            }
            catch (Exception wrong) when (IsFileError(wrong))
            {
                if (wrong.Message != said)
                {
                    EncryptionMessages.ReloadFailed(_logger, _file, wrong.Message);
                    said = wrong.Message;
                }
            }
        }
    }

    /// <summary>Reads the file; false if it is as it was.</summary>
    private bool Take()
    {
        var text = EncryptionFile.Load(_file);
        var digest = SHA256.HashData(text);
        if (digest.AsSpan().SequenceEqual(_digest))
        {
            return false;
        }

        var settings = EncryptionFile.Parse(text);
        var plugins = settings.Plugins.Select(wanted =>
            _plugins.FirstOrDefault(p => p.Settings == wanted) ?? new KmsCipher(wanted, _time, _logger)).ToList();
        var plan = EncryptionPlan.Build(settings, wanted => plugins.First(p => p.Settings == wanted));

        // Requests under way may still use the plug-ins that the file no longer names: they are closed with the server.
        foreach (var plugin in _plugins.Except(plugins))
        {
            plugin.Retire();
            _retired.Add(plugin);
        }

        Volatile.Write(ref _plugins, plugins);
        Volatile.Write(ref _plan, plan);
        _digest = digest;
        return true;
    }
}
