using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Orleans.KubeApi.ClusterTests.Backup;

/// <summary>
/// What every controller runs, with the calls of the .NET client: list, watch from there, go on where a connection broke, list anew when
/// the position has expired. It keeps what it believes the state to be, and every revision that it was shown.
/// </summary>
internal sealed class ListWatchLoop(IKubernetes client, string space)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _state = new(StringComparer.Ordinal);
    private readonly List<long> _revisions = [];
    private string? _position;

    /// <summary>Times that the position had expired.</summary>
    public int Expired { get; private set; }

    /// <summary>The names of what is there.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_lock)
            {
                return [.. _state.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>The revisions of lists and events in the order in which they came.</summary>
    public IReadOnlyList<long> Revisions
    {
        get
        {
            lock (_lock)
            {
                return [.. _revisions];
            }
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await (_position is null ? ListAsync(stop) : WatchAsync(_position, stop));
            }
            catch (Exception lost) when (!stop.IsCancellationRequested && IsLost(lost))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // A server that is away, or that doesn't serve yet.
    private static bool IsLost(Exception error) => error is HttpRequestException or IOException or OperationCanceledException
        or HttpOperationException { Response.StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests };

    private async Task ListAsync(CancellationToken stop)
    {
        var list = await client.CoreV1.ListNamespacedConfigMapAsync(space, cancellationToken: stop);
        lock (_lock)
        {
            _state.Clear();
            foreach (var item in list.Items)
            {
                _state[item.Name()] = item.ResourceVersion();
            }

            Seen(list.ResourceVersion());
        }
    }

    private async Task WatchAsync(string position, CancellationToken stop)
    {
        var failed = (Exception?)null;
        var events = client.CoreV1.WatchListNamespacedConfigMapAsync(
            space, resourceVersion: position, onError: error => failed = error, cancellationToken: stop);
        await foreach (var (type, item) in events)
        {
            lock (_lock)
            {
                if (type == WatchEventType.Deleted)
                {
                    _state.Remove(item.Name());
                }
                else
                {
                    _state[item.Name()] = item.ResourceVersion();
                }

                Seen(item.ResourceVersion());
            }
        }

        if (failed is KubernetesException { Status: { Code: 410, Reason: "Expired" } })
        {
            Expired++;
            _position = null;
        }
        else if (failed is not null && !IsLost(failed))
        {
            throw failed;
        }
    }

    private void Seen(string revision)
    {
        _position = revision;
        _revisions.Add(long.Parse(revision, System.Globalization.CultureInfo.InvariantCulture));
    }
}
