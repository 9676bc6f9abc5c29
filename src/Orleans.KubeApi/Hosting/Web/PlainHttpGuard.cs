using Microsoft.AspNetCore.Connections;

namespace Orleans.KubeApi.Hosting.Web;

/// <summary>
/// Tells a client that speaks plain HTTP to the HTTPS port what is wrong, in Go's words; the TLS layer would only hang up. Looks at a
/// connection's first byte and leaves it there.
/// </summary>
internal static class PlainHttpGuard
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly byte[] Answer =
        "HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8.ToArray();

    /// <summary>Puts the guard before the TLS handshake.</summary>
    public static ConnectionDelegate Before(ConnectionDelegate handshake) => async connection =>
    {
        if (await FirstByteAsync(connection) is not { } first)
        {
            connection.Abort();
        }
        else if (first is >= (byte)'A' and <= (byte)'Z')
        {
            await connection.Transport.Output.WriteAsync(Answer, connection.ConnectionClosed);
            await connection.Transport.Output.CompleteAsync();
        }
        else
        {
            await handshake(connection);
        }
    };

    // Null: nothing came in time.
    private static async ValueTask<byte?> FirstByteAsync(ConnectionContext connection)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        enough.CancelAfter(Patience);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(enough.Token);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
