using System.IO.Pipelines;
using Orleans.KubeApi.Hosting.Web;
using Xunit;

namespace Orleans.KubeApi.Tests.Hosting.Web;

public sealed class GatheredOutputTests
{
    private static readonly TimeSpan _enough = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pump_ManyFlushes_GivesEveryByteInOrderInFewWrites()
    {
        const int Frames = 2_000;
        var gathered = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        for (var index = 0; index < Frames; index++)
        {
            await gathered.Writer.WriteAsync(new byte[] { (byte)index, (byte)(index >> 8) }, Token);
        }

        await gathered.Writer.CompleteAsync();
        var records = new Records();
        await GatheredOutput.PumpAsync(gathered.Reader, PipeWriter.Create(records)).WaitAsync(_enough, Token);
        Assert.Equal(Enumerable.Range(0, Frames).SelectMany(index => new[] { (byte)index, (byte)(index >> 8) }), records.ToArray());
        Assert.InRange(records.Writes, 1, Frames / 100);
    }

    [Fact]
    public async Task Pump_ReaderGone_TellsTheWriterAndEnds()
    {
        var gathered = new Pipe();
        var sealing = new Pipe();
        await sealing.Reader.CompleteAsync();
        var pump = GatheredOutput.PumpAsync(gathered.Reader, sealing.Writer);
        await gathered.Writer.WriteAsync(new byte[] { 1 }, Token);
        await pump.WaitAsync(_enough, Token);
        Assert.True((await gathered.Writer.WriteAsync(new byte[] { 2 }, Token)).IsCompleted);
    }

    [Fact]
    public async Task Pump_OutputFails_TheNextFlushFailsTheSame()
    {
        var gathered = new Pipe();
        var pump = GatheredOutput.PumpAsync(gathered.Reader, PipeWriter.Create(new Records { Fails = true }));
        await gathered.Writer.WriteAsync(new byte[] { 1 }, Token);
        await pump.WaitAsync(_enough, Token);
        await Assert.ThrowsAsync<IOException>(async () => await gathered.Writer.WriteAsync(new byte[] { 2 }, Token));
    }

    [Fact]
    public async Task Pump_PeerThatDoesNotRead_StopsTheWriter()
    {
        var gathered = new Pipe(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 32));
        var sealing = new Pipe(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 32));
        var pump = GatheredOutput.PumpAsync(gathered.Reader, sealing.Writer);
        var sent = 0;
        var flush = Task.CompletedTask;
        while (flush.IsCompleted)
        {
            flush = gathered.Writer.WriteAsync(new byte[32], Token).AsTask();
            sent += 32;
            Assert.InRange(sent, 32, 64 + 64 + 32);
        }

        Assert.False(pump.IsCompleted);
        var got = 0;
        while (got < sent)
        {
            var read = await sealing.Reader.ReadAsync(Token);
            got += (int)read.Buffer.Length;
            sealing.Reader.AdvanceTo(read.Buffer.End);
        }

        await flush.WaitAsync(_enough, Token);
        await gathered.Writer.CompleteAsync();
        await pump.WaitAsync(_enough, Token);
    }

    private sealed class Records : MemoryStream
    {
        public bool Fails { get; init; }

        public int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            return Fails ? throw new IOException("the peer is gone") : base.WriteAsync(buffer, cancellationToken);
        }
    }
}
