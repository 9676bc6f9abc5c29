using System.Runtime.InteropServices;

namespace Orleans.KubeApi.Grains;

/// <summary>Array behind a memory.</summary>
internal static class Bytes
{
    /// <summary>The array itself if the memory is all of it, else a copy. Whoever gets it must not change it.</summary>
    public static byte[] Of(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array!.Length == memory.Length ? segment.Array : memory.ToArray();
}
