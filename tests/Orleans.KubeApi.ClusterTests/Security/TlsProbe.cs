using System.Buffers.Binary;
using System.Net.Sockets;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>Sends a ClientHello made by hand, since no decent library offers what must be refused, and reads the server's first
/// record.</summary>
internal static class TlsProbe
{
    /// <summary>Content type of a record with an alert.</summary>
    public const int Alert = 21;

    /// <summary>Content type of a record of the handshake.</summary>
    public const int Handshake = 22;

    /// <summary>The type of the first record that comes back.</summary>
    /// <param name="port">The server's port on this machine.</param>
    /// <param name="version">0x0302 for TLS 1.1, 0x0303 for TLS 1.2.</param>
    /// <param name="suites">The offered cipher suites.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<int> HelloAsync(int port, ushort version, ushort[] suites, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(Hello(version, suites), cancellation);
        var header = new byte[5];
        await stream.ReadExactlyAsync(header, cancellation);
        return header[0];
    }

    private static byte[] Hello(ushort version, ushort[] suites)
    {
        // supported_groups: P-256; ec_point_formats: uncompressed; signature_algorithms: ECDSA and RSA with SHA-256.
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 8, 0, 6, 4, 3, 4, 1, 8, 4];
        var body = new List<byte> { (byte)(version >> 8), (byte)version };
        body.AddRange(new byte[32]);
        body.Add(0);
        body.AddRange(Two(suites.Length * 2));
        foreach (var suite in suites)
        {
            body.AddRange(Two(suite));
        }

        body.AddRange([1, 0]);
        body.AddRange(Two(extensions.Length));
        body.AddRange(extensions);
        return [22, 3, 1, .. Two(body.Count + 4), 1, 0, .. Two(body.Count), .. body];
    }

    private static byte[] Two(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
