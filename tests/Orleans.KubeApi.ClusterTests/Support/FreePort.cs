using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Orleans.KubeApi.ClusterTests.Support;

/// <summary>Loopback ports that nobody listened on a moment ago; one test process never gets the same port twice.</summary>
internal static class FreePort
{
    private const int AttemptsMax = 100;
    private static readonly ConcurrentDictionary<int, bool> _taken = new();

    public static int Next()
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            if (_taken.TryAdd(port, true))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No free loopback port found.");
    }
}
