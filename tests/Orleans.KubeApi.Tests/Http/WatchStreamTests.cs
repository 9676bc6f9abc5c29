using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http;
using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Watch;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Http;

/// <summary>A stream of a watch whose subscription the test holds, so that events come between any two of its steps.</summary>
public sealed class WatchStreamTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Events that come while the position is read are sent, so the bookmark after them isn't below them.</summary>
    [Fact]
    public async Task Bookmark_EventsBeyondThePositionWereSent_IsNotBelowThem()
    {
        using var output = new MemoryStream();
        using var late = new LateSubscription(position: 100, Event("a", 102));
        using var context = new KubeApi.Http.RequestContext(
            new DefaultHttpContext { Response = { Body = output } }, new PipelineOptions(), _time);
        var plan = new WatchPlan { Initial = null, StartRevision = 99, Bookmarks = true, Timeout = TimeSpan.FromMinutes(10) };
        var running = new WatchStream(context, Form(), late, plan, _stopping.Token, socket: null).RunAsync().AsTask();

        await late.Waited.WaitAsync(_limit, TestContext.Current.CancellationToken);
        _time.Advance(context.Options.BookmarkInterval); // wakes the stream, which reads the position and then finds the event
        await late.WaitedAgain.WaitAsync(_limit, TestContext.Current.CancellationToken);
        await _stopping.CancelAsync();
        await running;

        var frames = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (ObjectNode)NodeReader.Parse(Encoding.UTF8.GetBytes(line)))
            .Select(frame => $"{frame.Text("type")} {frame.Object("object")!.Object("metadata")!.Text("resourceVersion")}");
        Assert.Equal(["ADDED 102", "BOOKMARK 102"], frames);
    }

    private static WatchEvent Event(string name, long revision) => new(
        WatchEventType.Added,
        new StoredObject($"d/{name}", revision, Encoding.UTF8.GetBytes(
            $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"d","resourceVersion":"{{{revision}}}"}}""")));

    private WatchForm Form()
    {
        var type = BuiltInCatalog.Load().Find("", "v1", "configmaps")!;
        return new WatchForm(new ObjectRenderer(type, OutputFormat.Json, IncludeObject.Metadata, null!, _time));
    }

    /// <summary>
    /// A subscription that puts its event into the channel just after its position was read for the second time, as a cache does that is
    /// still offering the event to other watchers.
    /// </summary>
    private sealed class LateSubscription(long position, WatchEvent late) : ChannelReader<WatchEvent>, IWatchSubscription
    {
        private readonly Channel<WatchEvent> _channel = Channel.CreateUnbounded<WatchEvent>();
        private readonly TaskCompletionSource _waitedOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _waitedAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;
        private int _waited;

        public ChannelReader<WatchEvent> Events => this;

        public Task Waited => _waitedOnce.Task;

        public Task WaitedAgain => _waitedAgain.Task;

        public long Position
        {
            get
            {
                if (++_asked == 2)
                {
                    _channel.Writer.TryWrite(late);
                }

                return position;
            }
        }

        public override bool TryRead(out WatchEvent item) => _channel.Reader.TryRead(out item!);

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
        {
            (++_waited == 1 ? _waitedOnce : _waitedAgain).TrySetResult();

            return _channel.Reader.WaitToReadAsync(cancellationToken);
        }

        public void Dispose() => _channel.Writer.TryComplete();
    }
}
