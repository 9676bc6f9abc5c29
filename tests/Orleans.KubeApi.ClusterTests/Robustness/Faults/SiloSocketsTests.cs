using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.KubeApi.Hosting.Silo;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Robustness.Faults;

/// <summary>Connections between silos (F9–F12).</summary>
public sealed class SiloSocketsTests : IDisposable
{
    private const int UserTimeout = 18;
    private readonly SiloSockets _sockets = new(NullLoggerFactory.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_BothSides_GiveUpBytesThatNobodyConfirms()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var (caller, called) = await ConnectAsync();
        await using (caller)
        await using (called)
        {
            foreach (var side in new[] { caller, called })
            {
                var socket = side.Features.Get<IConnectionSocketFeature>()!.Socket;
                var value = new byte[sizeof(int)];
                socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, UserTimeout, value);
                Assert.Equal(SiloSockets.SilenceMax.TotalMilliseconds, BitConverter.ToInt32(value));
                Assert.NotEqual(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
                Assert.True(socket.NoDelay);
            }
        }
    }

    [Fact]
    public async Task Connection_MessageLargerThanAnyBuffer_ArrivesWhole()
    {
        var (caller, called) = await ConnectAsync();
        await using (caller)
        await using (called)
        {
            var message = new byte[12 << 20];
            var sending = caller.Transport.Output.WriteAsync(message, Token).AsTask();
            var read = await called.Transport.Input.ReadAtLeastAsync(message.Length, Token);
            Assert.Equal(message.Length, read.Buffer.Length);
            called.Transport.Input.AdvanceTo(read.Buffer.End);
            await sending;
        }
    }

    public void Dispose() => _sockets.Dispose();

    private async Task<(ConnectionContext Caller, ConnectionContext Called)> ConnectAsync()
    {
        await using var listener = await SiloSockets.Listeners(NullLoggerFactory.Instance)
            .BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Token);
        var caller = await _sockets.ConnectAsync(listener.EndPoint, Token);
        return (caller, (await listener.AcceptAsync(Token))!);
    }
}
