using System.Buffers;
using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>
/// A JSON writer with its buffer, kept by the thread that used it last: a writer that grows its own buffer for every object costs five
/// times the object. A nested use gets one of its own, and a large buffer isn't kept.
/// </summary>
internal sealed class JsonScratch : IDisposable
{
    private const int Kept = 256 * 1024;

    [ThreadStatic]
    private static JsonScratch? _free;

    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024);

    private JsonScratch() => Writer = Node.NewWriter(_buffer);

    /// <summary>Writes with the escaping of every answer; empty at the start.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>The thread's own if it is free. Must be disposed of by the same thread, so never across an await.</summary>
    public static JsonScratch Rent()
    {
        var mine = _free ?? new JsonScratch();
        _free = null;
        return mine;
    }

    /// <summary>What was written; valid until it is disposed of.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <summary>Makes it free again, also after a failure amid a value.</summary>
    public void Dispose()
    {
        if (_buffer.Capacity <= Kept)
        {
            _buffer.ResetWrittenCount();
            Writer.Reset();
            _free = this;
        }
    }
}
