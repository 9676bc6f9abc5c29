using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Orleans.KubeApi.Storage.Encryption.Kms;

/// <summary>
/// <c>kms</c>: bodies are encrypted with keys derived from a seed; only the plug-in can read the seed, which lies encrypted in each body.
/// The seed is renewed when the plug-in's key id changes. It may be used for writes for three minutes after the plug-in last confirmed
/// it; then writes are refused until it answers again. Reads go on with the seeds that are known.
/// </summary>
internal sealed class KmsCipher : IRowCipher, IAsyncDisposable
{
    private const int SeedsMax = 2_000;
    private static readonly TimeSpan ConfirmedFor = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ProbeWhenWell = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ProbeWhenIll = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, DerivedKeyGcm> _seeds = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _probing = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly KmsClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private KmsDataKey? _current;
    private Failure? _failedProbe;
    private Failure? _failedRead;

    /// <summary>Begins to ask the plug-in for its health.</summary>
    public KmsCipher(KmsSettings settings, TimeProvider time, ILogger logger)
    {
        (Settings, _time, _logger) = (settings, time, logger);
        Prefix = Encoding.UTF8.GetBytes($"k8s:enc:kms:v2:{settings.Name}:");
        _client = new KmsClient(settings);
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Which plug-in this is.</summary>
    public KmsSettings Settings { get; }

    /// <summary>Whether the plug-in's last answer was fine and bodies can be encrypted.</summary>
    public bool IsHealthy => _failedProbe is null && Usable is not null;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Prefix { get; }

    private KmsDataKey? Usable => _current is { } key && _time.GetElapsedTime(key.ConfirmedAt) <= ConfirmedFor ? key : null;

    /// <summary>Asks the plug-in now, unless it was asked within the last second.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await _probing.WaitAsync(cancellationToken);
        try
        {
            if (_failedProbe is { } failed && _time.GetElapsedTime(failed.At) < Pause)
            {
                return;
            }

            await AskAsync(cancellationToken);
            _failedProbe = null;
        }
        catch (RowCipherException failed)
        {
            if (_failedProbe?.Reason != failed.Message)
            {
                _logger.KmsFailed(Settings.Name, failed.Message);
            }

            _failedProbe = new Failure(failed.Message, _time.GetTimestamp());
        }
        finally
        {
            _probing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> SealAsync(
        RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (Usable is null)
        {
            await ProbeAsync(cancellationToken);
        }

        if (Usable is not { } key)
        {
            throw new RowCipherException(_failedProbe?.Reason ?? $"KMS provider {Settings.Name} has not confirmed its key in time");
        }

        var data = new byte[body.Length + DerivedKeyGcm.Overhead];
        key.Gcm.Seal(address, body.Span, data);
        var stored = key.Header.Clone();
        stored.EncryptedData = UnsafeByteOperations.UnsafeWrap(data);
        var result = new byte[Prefix.Length + stored.CalculateSize()];
        Prefix.Span.CopyTo(result);
        stored.WriteTo(result.AsSpan(Prefix.Length));
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<OpenedBody> OpenAsync(RowAddress address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        EncryptedObject stored;
        try
        {
            stored = EncryptedObject.Parser.ParseFrom(body.Span[Prefix.Length..]);
        }
        catch (InvalidProtocolBufferException wrong)
        {
            throw new RowCipherException("the stored data is no encrypted object", wrong);
        }

        if (stored.EncryptedDEKSourceType != EncryptedDEKSourceType.HkdfSha256XnonceAesGcmSeed || stored.EncryptedDEKSource.IsEmpty)
        {
            throw new RowCipherException($"unknown encryptedDEKSourceType: {(int)stored.EncryptedDEKSourceType}");
        }

        var gcm = await SeedAsync(stored, cancellationToken);
        var current = _current;
        return new OpenedBody(
            gcm.Open(address, stored.EncryptedData.Span), Stale: current is not null && current.Header.KeyID != stored.KeyID);
    }

    /// <summary>No longer asks for the plug-in's health; it can still be used.</summary>
    public void Retire() => _stopping.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ProbeAsync(_stopping.Token);
                await Task.Delay(_failedProbe is null ? ProbeWhenWell : ProbeWhenIll, _time, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        // What an answer says was true when it was asked for: one that was long under way confirms nothing newer.
        var asked = _time.GetTimestamp();
        var id = await _client.StatusAsync(cancellationToken);
        if (_current is { } key && key.Header.KeyID == id)
        {
            _current = key with { ConfirmedAt = asked };
            return;
        }

        var seed = RandomNumberGenerator.GetBytes(DerivedKeyGcm.SeedBytes);
        var answer = await _client.EncryptAsync(seed, cancellationToken);
        var header = new EncryptedObject
        {
            KeyID = answer.KeyId,
            EncryptedDEKSource = answer.Ciphertext,
            EncryptedDEKSourceType = EncryptedDEKSourceType.HkdfSha256XnonceAesGcmSeed,
        };
        header.Annotations.Add(answer.Annotations);
        var gcm = DerivedKeyGcm.OfSeed(seed);
        Keep(NameOf(header), gcm);
        _current = new KmsDataKey(gcm, header, asked);
        _logger.KmsKeyChanged(Settings.Name);
    }

    private async ValueTask<DerivedKeyGcm> SeedAsync(EncryptedObject stored, CancellationToken cancellationToken)
    {
        var name = NameOf(stored);
        if (_seeds.TryGetValue(name, out var known))
        {
            return known;
        }

        // A collection has many rows: a plug-in that is away is not asked for each of them.
        if (_failedRead is { } failed && _time.GetElapsedTime(failed.At) < Pause)
        {
            throw new RowCipherException(failed.Reason);
        }

        try
        {
            var gcm = DerivedKeyGcm.OfSeed(await _client.DecryptAsync(stored, cancellationToken));
            Keep(name, gcm);
            return gcm;
        }
        catch (RowCipherException wrong)
        {
            _failedRead = wrong.IsOutage ? new Failure(wrong.Message, _time.GetTimestamp()) : null;
            throw;
        }
    }

    private void Keep(string name, DerivedKeyGcm gcm)
    {
        // Few in practice: one for each start of a silo and each change of the key.
        if (_seeds.Count >= SeedsMax)
        {
            _seeds.Clear();
        }

        _seeds[name] = gcm;
    }

    private sealed record Failure(string Reason, long At);

    private static string NameOf(EncryptedObject stored) =>
        Convert.ToHexString(SHA256.HashData(stored.EncryptedDEKSource.Span)) + stored.KeyID;
}
