using System.Security.Cryptography;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Storage.Backup;

/// <summary>Passes on what is written, and hashes it. Leaves the other stream open.</summary>
internal sealed class HashingStream(Stream target, IncrementalHash digest) : WriteOnlyStream
{
    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        digest.AppendData(buffer);
        target.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Flush() => target.Flush();
}
