using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Orleans.KubeApi.Storage.Encryption.Kms;

/// <summary>Calls one KMS plug-in over its Unix socket, and refuses answers that break the contract.</summary>
internal sealed class KmsClient : IDisposable
{
    private const int MessageMax = 256 * 1024;
    private const int KeyIdMax = 1024;
    private const int SourceMax = 1024;
    private const int AnnotationsMax = 32 * 1024;
    private const int DetailMax = 300;
    private static readonly string[] Versions = ["v2", "v2beta1"];
    private readonly KmsSettings _settings;
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;
    private readonly KeyManagementService.KeyManagementServiceClient _client;

    /// <summary>Connects at the first call.</summary>
    public KmsClient(KmsSettings settings)
    {
        _settings = settings;
        _handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = settings.Timeout,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(settings.Socket), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        _channel = GrpcChannel.ForAddress(
            "http://localhost", new GrpcChannelOptions { HttpHandler = _handler, MaxReceiveMessageSize = MessageMax });
        _client = new KeyManagementService.KeyManagementServiceClient(_channel);
    }

    /// <summary>The id of the key that the plug-in writes with today.</summary>
    /// <exception cref="RowCipherException">The plug-in can't be reached or isn't well.</exception>
    public async Task<string> StatusAsync(CancellationToken cancellationToken)
    {
        var status = await CallAsync("ask for the status", o => _client.StatusAsync(new StatusRequest(), o), cancellationToken);
        if (status.Healthz != "ok")
        {
            throw Failed($"got unexpected healthz status: {Short(status.Healthz)}");
        }

        if (!Versions.Contains(status.Version, StringComparer.Ordinal))
        {
            throw Failed($"expected KMSv2 API version v2, got {Short(status.Version)}");
        }

        CheckKeyId(status.KeyId);
        return status.KeyId;
    }

    /// <summary>Lets the plug-in encrypt a seed.</summary>
    /// <exception cref="RowCipherException">It can't.</exception>
    public async Task<EncryptResponse> EncryptAsync(byte[] seed, CancellationToken cancellationToken)
    {
        var request = new EncryptRequest { Plaintext = ByteString.CopyFrom(seed), Uid = Uid() };
        var answer = await CallAsync("encrypt DEK", o => _client.EncryptAsync(request, o), cancellationToken);
        CheckKeyId(answer.KeyId);
        if (answer.Ciphertext.IsEmpty || answer.Ciphertext.Length > SourceMax)
        {
            throw Failed($"the encrypted DEK source has {answer.Ciphertext.Length} bytes, expected 1 to {SourceMax}");
        }

        if (answer.Annotations.Sum(a => a.Key.Length + a.Value.Length) > AnnotationsMax)
        {
            throw Failed($"the annotations are larger than {AnnotationsMax} bytes");
        }

        return answer.Ciphertext.Span.IndexOf(seed) < 0 ? answer : throw Failed("the plug-in didn't encrypt the DEK");
    }

    /// <summary>Lets the plug-in decrypt the seed of a stored body.</summary>
    /// <exception cref="RowCipherException">It can't.</exception>
    public async Task<byte[]> DecryptAsync(EncryptedObject stored, CancellationToken cancellationToken)
    {
        var request = new DecryptRequest { Ciphertext = stored.EncryptedDEKSource, KeyId = stored.KeyID, Uid = Uid() };
        request.Annotations.Add(stored.Annotations);
        return (await CallAsync("decrypt DEK", o => _client.DecryptAsync(request, o), cancellationToken)).Plaintext.ToByteArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
    }

    private static string Uid() => Guid.NewGuid().ToString();

    private static string Short(string text) => text.Length <= DetailMax ? text : text[..DetailMax];

    private void CheckKeyId(string id)
    {
        if (id.Length is 0 or > KeyIdMax)
        {
            throw Failed($"the key id has {id.Length} characters, expected 1 to {KeyIdMax}");
        }
    }

    private async Task<T> CallAsync<T>(string what, Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        // The limit is counted by the handler of the call, in real time, as the plug-in's own work is.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.Timeout);
        try
        {
            using var running = call(new CallOptions(cancellationToken: limit.Token));
            return await running.ResponseAsync;
        }
        catch (Exception failed) when (failed is RpcException or OperationCanceledException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var why = limit.IsCancellationRequested ? $"no answer within {_settings.Timeout.TotalSeconds:0.###} s"
                : failed is RpcException rpc ? $"{rpc.StatusCode}: {Short(rpc.Status.Detail)}" : "the connection is closed";
            throw new RowCipherException($"failed to {what}, error: KMS provider {_settings.Name}: {why}", failed)
            {
                IsOutage = failed is not RpcException
                    or RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled },
            };
        }
    }

    private RowCipherException Failed(string why) => new($"KMS provider {_settings.Name} is not healthy: {why}");
}
