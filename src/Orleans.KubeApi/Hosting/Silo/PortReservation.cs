using System.Net;
using System.Net.Sockets;

namespace Orleans.KubeApi.Hosting.Silo;

/// <summary>
/// Chooses the silo's port. Orleans must know it before it listens, so a free port can't just be asked for: a socket is bound to it, with
/// address reuse and without listening, for as long as the server lives. The system then gives the port to nobody else, while Orleans,
/// which also allows reuse, may bind and listen.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private readonly Socket? _holder;

    private PortReservation(IPAddress address, int port, Socket? holder)
    {
        Address = address;
        Port = port;
        _holder = holder;
    }

    /// <summary>The address that was asked for.</summary>
    public IPAddress Address { get; }

    /// <summary>The port, never 0.</summary>
    public int Port { get; }

    /// <summary>Takes this port, or a free one for 0.</summary>
    /// <exception cref="KubeApiOptionsException">The address isn't ours.</exception>
    public static PortReservation Take(IPAddress address, int port)
    {
        if (port > 0)
        {
            return new PortReservation(address, port, null);
        }

        var holder = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            holder.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            holder.Bind(new IPEndPoint(address, 0));
            return new PortReservation(address, ((IPEndPoint)holder.LocalEndPoint!).Port, holder);
        }
        catch (SocketException e)
        {
            holder.Dispose();
            throw new KubeApiOptionsException($"--silo-address: {address} can't be bound: {e.Message}", e);
        }
    }

    /// <summary>Gives the port back.</summary>
    public void Dispose() => _holder?.Dispose();
}
