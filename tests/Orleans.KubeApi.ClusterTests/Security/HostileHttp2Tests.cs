using Orleans.KubeApi.ClusterTests.Http;
using Orleans.KubeApi.ClusterTests.Support;
using Xunit;

namespace Orleans.KubeApi.ClusterTests.Security;

/// <summary>
/// S23: clients that use HTTP/2 against the server. Each must lose its connection, or get nowhere, while others are served.
/// </summary>
public sealed class HostileHttp2Tests(EmbeddedServer embedded) : HttpTestBase(embedded)
{
    private const int EndHeaders = 0x4;

    // Far above what a request takes, far below what a flood that works would cost.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task S23_RapidReset_LosesItsConnection()
    {
        await using var rude = await OpenAsync();
        var reading = rude.DrainAsync(Cancellation);
        var cancelled = new byte[] { 0, 0, 0, 8 };
        var path = $"{Objects}?limit=1";
        var length = 0L;
        var written = await rude.FloodAsync(
            Enumerable.Range(0, 20_000).Select(i =>
            {
                byte[] pair =
                [
                    .. RawHttp2.Get((i * 2) + 1, path, KubeServer.AdminToken), .. RawHttp2.Frame(RawHttp2.Reset, 0, (i * 2) + 1, cancelled),
                ];
                length += pair.Length;
                return pair;
            }),
            Cancellation);
        await OthersAreServedAsync();

        // The goodbye of a connection that is still being written to may be lost; its end can't.
        var (types, _) = await reading.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.True(types.Contains(RawHttp2.GoAway) || written < length, $"{written} bytes were taken and no goodbye was said");
    }

    [Fact]
    public async Task S23_EndlessHeaders_LoseTheirConnection()
    {
        await using var rude = await OpenAsync();
        var reading = rude.DrainAsync(Cancellation);
        var block = new List<byte>();
        RawHttp2.Literal(block, "x", new string('a', 8000));
        byte[] more = [.. block];
        var written = await rude.FloodAsync(
            Enumerable.Range(0, 4000).Select(i => i == 0
                ? RawHttp2.Frame(RawHttp2.Headers, 0, 1, RawHttp2.HeaderBlock("/", KubeServer.AdminToken))
                : RawHttp2.Frame(RawHttp2.Continuation, 0, 1, more)),
            Cancellation);
        var (types, _) = await reading.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Contains(RawHttp2.GoAway, types);

        // The limit is 1 MiB; what the kernel's buffers take before the close is seen comes on top.
        Assert.InRange(written, 1_000_000, 16_000_000);
        await OthersAreServedAsync();
    }

    [Fact]
    public async Task S23_HeadersThatUnpackToMuch_AreRefused()
    {
        // One entry of 4000 bytes in the dynamic table, then two bytes a header.
        await using var rude = await OpenAsync();
        var reading = rude.DrainAsync(Cancellation);
        var block = new List<byte>(RawHttp2.HeaderBlock("/api", KubeServer.AdminToken)) { 0x40 };
        var entry = new List<byte>();
        RawHttp2.Literal(entry, "x-a", new string('a', 3900));
        block.AddRange(entry[1..]);
        block.AddRange(Enumerable.Repeat((byte)0xbe, 10_000));
        await rude.WriteAsync(RawHttp2.Frame(RawHttp2.Headers, 0x1 | EndHeaders, 1, [.. block]), Cancellation);
        await OthersAreServedAsync();
        await rude.FloodAsync([RawHttp2.Frame(RawHttp2.GoAway, 0, 0, new byte[8])], Cancellation);
        var (_, data) = await reading.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.InRange(data, 0, 1000); // an error at most
    }

    [Theory]
    [InlineData(RawHttp2.Settings)]
    [InlineData(RawHttp2.Ping)]
    public async Task S23_FloodOfFramesThatWantAnswers_StaysTheClientsProblem(byte type)
    {
        // The client doesn't read, so the answers have nowhere to go: the server must stop reading, or hang up, not hoard them.
        await using var rude = await OpenAsync();
        var before = Embedded.Server.MemoryBytes;
        var frame = RawHttp2.Frame(type, 0, 0, new byte[type == RawHttp2.Ping ? 8 : 0]);
        byte[] many = [.. Enumerable.Repeat(frame, 1000).SelectMany(f => f)];
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        enough.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            await rude.FloodAsync(Enumerable.Repeat(many, 5000), enough.Token);
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            // It has stopped reading, as it should.
        }

        await OthersAreServedAsync();
        Assert.InRange(Embedded.Server.MemoryBytes - before, long.MinValue, 100_000_000);
    }

    [Fact]
    public async Task S23_ReaderWithoutWindow_GetsNothingAndIsCutOff()
    {
        for (var i = 0; i < 20; i++)
        {
            await CreateAsync($"big-{i}", new string('x', 100_000));
        }

        const ushort initialWindow = 4;
        await using var rude = await RawHttp2.OpenAsync(Embedded.Server.Url, Cancellation, (initialWindow, 0u));
        var before = Embedded.Server.MemoryBytes;
        for (var i = 0; i < 50; i++)
        {
            await rude.WriteAsync(RawHttp2.Get((i * 2) + 1, Objects, KubeServer.AdminToken), Cancellation);
        }

        await OthersAreServedAsync();

        // 50 × 2 MB, if they were put together for nobody.
        Assert.InRange(Embedded.Server.MemoryBytes - before, long.MinValue, 100_000_000);
        var (_, data) = await rude.DrainAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(0, data);
    }

    private Task<RawHttp2> OpenAsync() => RawHttp2.OpenAsync(Embedded.Server.Url, Cancellation);

    private async Task OthersAreServedAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            (await Client.GetAsync($"{Objects}?limit=1", Cancellation).WaitAsync(_patience, Cancellation)).MustBe(200);
        }
    }
}
