using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.KubeApi.Storage.Encryption.Kms;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>
/// A KMS plug-in that really encrypts, over real gRPC on a Unix socket. It can be stopped, started again, fall ill and change its key.
/// </summary>
internal sealed class KmsServer(string socket) : IAsyncDisposable
{
    private const int TagBytes = 16;
    private const int NonceBytes = 12;
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private WebApplication? _app;
    private int _calls;

    /// <summary>The key it encrypts with; keys that it had before still decrypt.</summary>
    public string KeyId { get; set; } = "kek-1";

    /// <summary>What it says of its health.</summary>
    public string Health { get; set; } = "ok";

    /// <summary>Encrypt and Decrypt end with this error.</summary>
    public string? Failure { get; set; }

    /// <summary>Encrypts and decrypts it was asked for.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public async Task StartAsync()
    {
        File.Delete(socket);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = body.ToArray().AsMemory(5);
        context.Response.ContentType = "application/grpc";
        IMessage? answer = null;
        var method = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        try
        {
            answer = method switch
            {
                "/v2.KeyManagementService/Status" => new StatusResponse { Version = "v2", Healthz = Health, KeyId = KeyId },
                "/v2.KeyManagementService/Encrypt" => Encrypt(EncryptRequest.Parser.ParseFrom(message.Span)),
                "/v2.KeyManagementService/Decrypt" => Decrypt(DecryptRequest.Parser.ParseFrom(message.Span)),
                _ => throw new CryptographicException("unknown method"),
            };
        }
        catch (CryptographicException failed)
        {
            context.Response.Headers["grpc-status"] = "13";
            context.Response.Headers["grpc-message"] = Uri.EscapeDataString(failed.Message);
            return;
        }

        var frame = new byte[5 + answer.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        answer.WriteTo(frame.AsSpan(5));
        await context.Response.Body.WriteAsync(frame);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private EncryptResponse Encrypt(EncryptRequest request)
    {
        Count();
        using var gcm = new AesGcm(Key(KeyId), TagBytes);
        var plain = request.Plaintext.ToByteArray();
        var result = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceBytes));
        gcm.Encrypt(result.AsSpan(0, NonceBytes), plain, result.AsSpan(NonceBytes, plain.Length), result.AsSpan(^TagBytes..));
        return new EncryptResponse
        {
            Ciphertext = ByteString.CopyFrom(result),
            KeyId = KeyId,
            Annotations = { ["version.example.com"] = ByteString.CopyFromUtf8("1") },
        };
    }

    private DecryptResponse Decrypt(DecryptRequest request)
    {
        Count();
        if (request.Annotations.Count != 1)
        {
            throw new CryptographicException("the annotations were lost");
        }

        using var gcm = new AesGcm(Key(request.KeyId), TagBytes);
        var sealedPart = request.Ciphertext.ToByteArray();
        var plain = new byte[sealedPart.Length - NonceBytes - TagBytes];
        gcm.Decrypt(sealedPart.AsSpan(0, NonceBytes), sealedPart.AsSpan(NonceBytes, plain.Length), sealedPart.AsSpan(^TagBytes..), plain);
        return new DecryptResponse { Plaintext = ByteString.CopyFrom(plain) };
    }

    private void Count()
    {
        Interlocked.Increment(ref _calls);
        if (Failure is { } failure)
        {
            throw new CryptographicException(failure);
        }
    }

    private byte[] Key(string id)
    {
        lock (_lock)
        {
            if (!_keys.TryGetValue(id, out var key))
            {
                _keys.Add(id, key = RandomNumberGenerator.GetBytes(32));
            }

            return key;
        }
    }
}
