using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>
/// A TCP relay in front of a server that loses what a test tells it to lose, once, at an exact point of the conversation.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _sockets = [];
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<(Socket Server, byte[] Bytes)> _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // As a pooler says it: ErrorResponse with severity, code and message.
    private static readonly byte[] _serverGone =
        [(byte)'E', 0, 0, 0, 44, .. "SERROR\0VERROR\0C08006\0Mserver conn gone\0\0"u8];
    private volatile int _fault;

    public FaultProxy(int targetPort)
    {
        _target = targetPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    public enum Fault
    {
        None,

        /// <summary>The server gets the next request, does it and answers; the answer is dropped and the client's connection cut.</summary>
        DropAnswer,

        /// <summary>The same, but the client is told, by an ordinary error of class 08, that the connection to the server is
        /// gone.</summary>
        FalseAnswer,

        /// <summary>
        /// The next request is kept back and the client's connection cut; <see cref="DeliverHeldAsync"/> lets the straggler through.
        /// </summary>
        HoldRequest,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>New connections are closed at once.</summary>
    public bool RefuseConnections { get; set; }

    /// <summary>The next fault.</summary>
    public void Arm(Fault fault) => Interlocked.Exchange(ref _fault, (int)fault);

    /// <summary>Delivers the held request and returns when the server has answered it.</summary>
    public async Task DeliverHeldAsync()
    {
        var (server, bytes) = await _held.Task;

        // The pump of this connection still reads from the server: whichever of the two receives gets the answer.
        var own = server.ReceiveAsync(new byte[65536]);
        await server.SendAsync(bytes);
        await Task.WhenAny(own, _answered.Task).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        lock (_sockets)
        {
            _sockets.ForEach(s => s.Dispose());
        }

        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                if (RefuseConnections)
                {
                    client.Dispose();
                    continue;
                }

                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target), _end.Token);
                lock (_sockets)
                {
                    _sockets.AddRange([client, server]);
                }

                _ = PumpAsync(client, server, client);
                _ = PumpAsync(server, client, client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Socket client)
    {
        var buffer = new byte[65536];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer)) > 0;)
            {
                var fault = (Fault)_fault;
                if (fault != Fault.None && fault == Fault.HoldRequest == (from == client)
                    && Interlocked.CompareExchange(ref _fault, 0, (int)fault) == (int)fault)
                {
                    if (fault == Fault.FalseAnswer)
                    {
                        await client.SendAsync(_serverGone);
                    }

                    _held.TrySetResult((to, buffer[..read]));
                    client.Dispose();
                    return;
                }

                if (_held.Task.IsCompletedSuccessfully && _held.Task.Result.Server == from)
                {
                    _answered.TrySetResult();
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone: the other pump sees it too.
        }
    }
}
