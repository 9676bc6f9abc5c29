using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>A TLS connection on which a test writes its own bytes, right or wrong.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _tcp;

    private RawConnection(TcpClient tcp, SslStream stream)
    {
        _tcp = tcp;
        Stream = stream;
    }

    public SslStream Stream { get; }

    /// <summary>Connects for HTTP/1.1 or, if asked, for HTTP/2.</summary>
    public static async Task<RawConnection> OpenAsync(Uri server, bool http2, CancellationToken cancellation)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(server.Host, server.Port, cancellation);
        var stream = new SslStream(tcp.GetStream());
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ApplicationProtocols = [http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
            },
            cancellation);
        return new RawConnection(tcp, stream);
    }

    /// <summary>Sends a text and returns everything that comes back until the server closes, or is silent for so long.</summary>
    public async Task<string> ExchangeAsync(string text, TimeSpan silence, CancellationToken cancellation)
    {
        try
        {
            await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellation);
        }
        catch (IOException)
        {
            // It hung up before it had heard all; its answer may be there.
        }

        var all = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(silence);
            try
            {
                var count = await Stream.ReadAsync(buffer, patience.Token);
                if (count == 0)
                {
                    return all.ToString();
                }

                all.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
            catch (IOException)
            {
                return all.ToString();
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return all + "(still open)";
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        _tcp.Dispose();
    }
}
