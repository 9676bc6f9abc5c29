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
    private readonly FakeTimeProvider _time = new();

    /// <summary>Events that come while the position is read are sent, so the bookmark after them isn't below them.</summary>
    [Fact]
    public async Task Bookmark_EventsBeyondThePositionWereSent_IsNotBelowThem()
    {
        using var watch = new RunningWatch();
        using var late = new LateSubscription(position: 100, Event("a", 102));
        using var context = new KubeApi.Http.RequestContext(
            new DefaultHttpContext { Response = { Body = watch.Output }, RequestAborted = watch.Aborted }, new PipelineOptions(), _time);
        var plan = new WatchPlan { Initial = null, StartRevision = 99, Bookmarks = true, Timeout = TimeSpan.FromMinutes(10) };
        watch.Run(new WatchStream(context, Form(), late, plan, CancellationToken.None, socket: null).RunAsync().AsTask());

        await late.Waited;
        _time.Advance(context.Options.BookmarkInterval); // wakes the stream, which reads the position and then finds the event

        Assert.Equal("ADDED 102", Told(await watch.NextNodeAsync()));
        Assert.Equal("BOOKMARK 102", Told(await watch.NextNodeAsync()));
        watch.Abort();
        Assert.Empty(await watch.EndAsync());
    }

    private static string Told(ObjectNode frame) =>
        $"{frame.Text("type")} {frame.Object("object")!.Object("metadata")!.Text("resourceVersion")}";

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
        private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public ChannelReader<WatchEvent> Events => this;

        /// <summary>Ends when the stream waits for events.</summary>
        public Task Waited => _waited.Task;

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
            _waited.TrySetResult();
            return _channel.Reader.WaitToReadAsync(cancellationToken);
        }

        public void Dispose() => _channel.Writer.TryComplete();
    }
}
