using System.Net;
using System.Net.Sockets;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>Clients that connect to a port of this machine and say nothing, until disposed.</summary>
internal sealed class IdleCrowd : IDisposable
{
    private readonly List<Socket> _sockets = [];

    private IdleCrowd()
    {
    }

    /// <summary>How many the server has closed.</summary>
    public int Closed => _sockets.Count(static socket => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);

    /// <summary>Connects so many, one after the other.</summary>
    public static async Task<IdleCrowd> ConnectAsync(int port, int count, CancellationToken cancellation)
    {
        var crowd = new IdleCrowd();
        try
        {
            for (var index = 0; index < count; index++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                crowd._sockets.Add(socket);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
            }

            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    public void Dispose() => _sockets.ForEach(static socket => socket.Dispose());
}
