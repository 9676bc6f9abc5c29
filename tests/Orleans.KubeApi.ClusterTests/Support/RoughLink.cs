using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>
/// A TCP relay on loopback whose weather a test makes: bytes late, slow or held back, connections reset or half-closed. Never changes,
/// drops or reorders bytes of a connection that lives, as TCP doesn't.
/// </summary>
internal sealed class RoughLink : IAsyncDisposable
{
    private const int PiecesMax = 256;
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(20);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<(Socket Client, Socket Server)> _connections = [];
    private readonly Lock _lock = new();
    private readonly int _target;
    private readonly Random _random;

    public RoughLink(int targetPort, int seed)
    {
        _target = targetPort;
        _random = new Random(seed);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How late bytes arrive, each way; a piece may be late by up to a half more.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Each way of each connection; 0 is unlimited.</summary>
    public int BytesPerSecond { get; set; }

    /// <summary>Nothing arrives, and nobody is told.</summary>
    public bool IsStalled { get; set; }

    public void Calm() => (Delay, BytesPerSecond, IsStalled) = (TimeSpan.Zero, 0, false);

    /// <summary>Both ends of the connections get a RST; the share says of how many.</summary>
    public void Reset(double share) => EachOf(share, (client, server) =>
    {
        foreach (var socket in new[] { client, server })
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
    });

    /// <summary>One end of the connections hears that nothing more will come, while it can still send.</summary>
    public void HalfClose(double share, bool towardsServer) =>
        EachOf(share, (client, server) => (towardsServer ? server : client).Shutdown(SocketShutdown.Send));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Reset(1);
        _end.Dispose();
    }

    private void EachOf(double share, Action<Socket, Socket> harm)
    {
        lock (_lock)
        {
            _connections.RemoveAll(pair => !pair.Client.Connected && !pair.Server.Connected);
            foreach (var (client, server) in _connections.Where(_ => _random.NextDouble() < share).ToList())
            {
                try
                {
                    harm(client, server);
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException)
                {
                    // It ended by itself meanwhile.
                }
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = ConnectAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Ends, or the caller went before it was accepted.
            }
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target), _end.Token);
            (client.NoDelay, server.NoDelay) = (true, true);
            lock (_lock)
            {
                _connections.Add((client, server));
            }

            await Task.WhenAll(RelayAsync(client, server), RelayAsync(server, client));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server is away: so is the connection.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }

    private Task RelayAsync(Socket from, Socket to)
    {
        var pieces = Channel.CreateBounded<(long Read, byte[] Bytes)>(PiecesMax);
        return Task.WhenAll(ReadAsync(from, pieces.Writer), WriteAsync(pieces.Reader, from, to));
    }

    private async Task ReadAsync(Socket from, ChannelWriter<(long Read, byte[] Bytes)> pieces)
    {
        var buffer = new byte[65536];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, _end.Token)) > 0;)
            {
                await pieces.WriteAsync((TimeProvider.System.GetTimestamp(), buffer[..read]), _end.Token);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException
            or ChannelClosedException)
        {
            // What was read before still goes out.
        }
        finally
        {
            pieces.TryComplete();
        }
    }

    private async Task WriteAsync(ChannelReader<(long Read, byte[] Bytes)> pieces, Socket from, Socket to)
    {
        try
        {
            await foreach (var (read, bytes) in pieces.ReadAllAsync(_end.Token))
            {
                while (IsStalled || TimeProvider.System.GetElapsedTime(read) < Delay)
                {
                    await Task.Delay(IsStalled ? _step : Late(read), TimeProvider.System, _end.Token);
                }

                for (var sent = 0; sent < bytes.Length;)
                {
                    sent += await to.SendAsync(bytes.AsMemory(sent), _end.Token);
                }

                if (BytesPerSecond is > 0 and var rate)
                {
                    await Task.Delay(TimeSpan.FromSeconds((double)bytes.Length / rate), TimeProvider.System, _end.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            from.Dispose(); // One side is gone: the other hears of it.
        }
    }

    private TimeSpan Late(long read)
    {
        var left = Delay - TimeProvider.System.GetElapsedTime(read) + Delay * (0.5 * Random.Shared.NextDouble());
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }
}
