using System.Text;
using System.Threading.Channels;
using Orleans.KubeApi.Objects;

using Xunit;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>A watch under way: its frames as they are written, its end.</summary>
internal sealed class RunningWatch : IDisposable
{
    private readonly CancellationTokenSource _aborted =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private Task _running = Task.CompletedTask;

    public RunningWatch() => Output = new LineStream(_lines.Writer);

    public Stream Output { get; }

    /// <summary>All that was written; complete after the end.</summary>
    public byte[] Bytes => ((LineStream)Output).ToArray();

    public CancellationToken Aborted => _aborted.Token;

    public void Run(Task running) => _running = EndAsync(running);

    /// <summary>The next event, as "TYPE name" (name of the object, "" for bookmarks).</summary>
    public async Task<string> NextAsync()
    {
        var node = await NextNodeAsync();
        return $"{node.Text("type")} {node.Object("object")!.Object("metadata")?.Text("name")}".TrimEnd();
    }

    public async Task<ObjectNode> NextNodeAsync() =>
        (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(await _lines.Reader.ReadAsync(_aborted.Token)));

    /// <summary>Waits for the end; events that were not read yet.</summary>
    public async Task<List<string>> EndAsync()
    {
        await _running;
        var rest = new List<string>();
        while (_lines.Reader.TryRead(out var line))
        {
            rest.Add(line);
        }

        return rest;
    }

    public void Abort() => _aborted.Cancel();

    public void Dispose()
    {
        _aborted.Cancel();
        _aborted.Dispose();
    }

    private async Task EndAsync(Task running)
    {
        await running;
        _lines.Writer.TryComplete();
    }

    private sealed class LineStream(ChannelWriter<string> lines) : MemoryStream
    {
        private readonly StringBuilder _rest = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            base.Write(buffer.Span);
            foreach (var c in Encoding.UTF8.GetString(buffer.Span))
            {
                if (c == '\n')
                {
                    lines.TryWrite(_rest.ToString());
                    _rest.Clear();
                }
                else
                {
                    _rest.Append(c);
                }
            }

            return ValueTask.CompletedTask;
        }

        public override void Write(ReadOnlySpan<byte> buffer) => WriteAsync(buffer.ToArray()).AsTask().GetAwaiter().GetResult();
    }
}
