using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// The connections between silos, as sockets that give up. When a network stops carrying packets TCP repeats what it sent at intervals that
/// double, so a connection that lived through a cut of 15 s may stay silent for as long again after it, and every call that is put on it
/// meanwhile is lost until its own timeout. Here a connection whose bytes the other side's kernel hasn't confirmed for
/// <see cref="SilenceMax"/> ends; calls fail at once then, and the next one connects anew. A process that is frozen or starved isn't
/// concerned: its kernel confirms for it.
/// </summary>
internal sealed class SiloSockets(ILoggerFactory loggers) : IConnectionFactory, IDisposable
{
    /// <summary>About the time after which a frozen silo is voted dead: longer than a healthy network's worst moment.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(4);

    // TCP_USER_TIMEOUT of Linux, in milliseconds; elsewhere the keep-alive has to do.
    private const int UserTimeout = 18;
    private const int Backlog = 512;

    private readonly SocketConnectionContextFactory _connections = new(
        new SocketConnectionFactoryOptions { MaxReadBufferSize = null, MaxWriteBufferSize = null },
        loggers.CreateLogger("Orleans.KubeApi.SiloSockets"));

    /// <summary>Puts these sockets in the place of Orleans' own.</summary>
    public static void Replace(IServiceCollection services)
    {
        OrleansParts.Replace<IConnectionFactory>(services, static provider => new SiloSockets(LoggersOf(provider)));
        OrleansParts.Replace(services, static provider => Listeners(LoggersOf(provider)));
    }

    /// <summary>What listens for other silos.</summary>
    public static IConnectionListenerFactory Listeners(ILoggerFactory loggers) => new SocketTransportFactory(
        Options.Create(new SocketTransportOptions
        {
            // A message is read whole, and may be larger than any limit of the transport.
            MaxReadBufferSize = null,
            MaxWriteBufferSize = null,
            Backlog = Backlog,
            CreateBoundListenSocket = Bind,
        }),
        loggers);

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = Create(endpoint.AddressFamily);
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return _connections.Create(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    // What is accepted inherits all options.
    private static Socket Bind(EndPoint endpoint)
    {
        var socket = Create(endpoint.AddressFamily);
        try
        {
            // The port is held by a socket that was bound before (PortReservation).
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket Create(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 2);
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, UserTimeout, BitConverter.GetBytes((int)SilenceMax.TotalMilliseconds));
        }

        return socket;
    }

    private static ILoggerFactory LoggersOf(IServiceProvider services) => services.GetRequiredService<ILoggerFactory>();
}
