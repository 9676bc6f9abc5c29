using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Orleans.KubeApi.Storage;

/// <summary>
/// The checksum (CRC-32C) of a row in the embedded store, over everything that is in it. SQLite checks its log but not its pages, so a disk
/// that changes bytes would otherwise be believed. It finds accidents, not forgeries: for those there is encryption.
/// </summary>
internal static class RowDigest
{
    /// <summary>The digest of a row as it is to be stored.</summary>
    public static long Of(long id, long previous, bool deleted, string key, ReadOnlySpan<byte> body)
    {
        var sum = BitOperations.Crc32C(uint.MaxValue, (ulong)id);
        sum = BitOperations.Crc32C(sum, (ulong)previous << 1 | (deleted ? 1UL : 0UL));
        sum = Add(sum, MemoryMarshal.AsBytes(key.AsSpan()));
        return Add(BitOperations.Crc32C(sum, (ulong)body.Length), body);
    }

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return sum;
    }
}
