using Orleans.KubeApi.ClusterTests.Robustness.Model;
using Orleans.KubeApi.ClusterTests.Support;

namespace Orleans.KubeApi.ClusterTests.Robustness.Traffic;

/// <summary>The calls of one client, each recorded with its times and with what can be known of its outcome.</summary>
internal sealed class RecordedApi(int client, HistoryRecorder recorder)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);
    private static readonly string[] _definiteReasons = ["NotFound", "AlreadyExists", "Conflict", "TooManyRequests"];

    public int Client => client;

    public Task<WriteOperation> CreateAsync(KubeHttp silo, string key, string team, CancellationToken cancellation)
    {
        var tag = recorder.NextTag(client);
        var body = TrafficObject.Json(key, tag, tag, tag, team, null);
        return WriteAsync(
            Call(silo, WriteKind.Create, key, tag) with { Team = team },
            limit => silo.PostAsync(TrafficObject.CollectionPathOf(key), body, limit),
            cancellation);
    }

    public Task<WriteOperation> UpdateAsync(KubeHttp silo, string key, ObjectState basis, string team, CancellationToken cancellation)
    {
        var tag = recorder.NextTag(client);
        var body = TrafficObject.Json(key, tag, tag, basis.P, team, basis.Revision);
        return WriteAsync(
            Call(silo, WriteKind.Update, key, tag) with { Team = team, P = basis.P, ExpectedRevision = basis.Revision },
            limit => silo.PutAsync(TrafficObject.PathOf(key), body, limit),
            cancellation);
    }

    public Task<WriteOperation> PatchAsync(KubeHttp silo, string key, string? team, CancellationToken cancellation)
    {
        var tag = recorder.NextTag(client);
        return WriteAsync(
            Call(silo, WriteKind.Patch, key, tag) with { Team = team },
            limit => silo.PatchAsync(TrafficObject.PathOf(key), TrafficObject.PatchJson(tag, team), KubeHttp.MergePatch, limit),
            cancellation);
    }

    public Task<WriteOperation> DeleteAsync(KubeHttp silo, string key, string? uid, CancellationToken cancellation)
    {
        var body = uid is null ? null : $$$"""{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"{{{uid}}}"}}""";
        return WriteAsync(
            Call(silo, WriteKind.Delete, key, recorder.NextTag(client)) with { ExpectedUid = uid },
            limit => silo.DeleteAsync(TrafficObject.PathOf(key), limit, body),
            cancellation);
    }

    /// <summary>A most recent get; null when there is no such object, and when the call failed.</summary>
    public async Task<ObjectState?> GetAsync(KubeHttp silo, string key, CancellationToken cancellation)
    {
        var start = recorder.Now;
        var answer = await ReadAsync("get", limit => silo.GetAsync(TrafficObject.PathOf(key), limit), cancellation);
        if (answer is null || (answer.Code != 404 && !answer.IsSuccess))
        {
            return null;
        }

        var state = answer.Code == 404 ? null : TrafficObject.Parse(answer.Json)?.Value;
        recorder.Add(new GetOperation(client, start, recorder.Now, key, state));
        return state;
    }

    /// <summary>A list in pages of <paramref name="limit"/> (0: whole); null when any of its calls failed.</summary>
    public async Task<ListOperation?> ListAsync(
        KubeHttp silo, Scope scope, ReadConsistency consistency, long requested, int limit, CancellationToken cancellation)
    {
        var query = Query(consistency, requested) + (limit > 0 ? $"&limit={limit}" : "");
        var start = recorder.Now;
        List<ReadPage> pages = [];
        string? next = "";
        while (next is not null)
        {
            var path = TrafficObject.PathOf(scope) + (next == "" ? query : $"&limit={limit}&continue={Uri.EscapeDataString(next)}");
            var answer = await ReadAsync("list", stop => silo.GetAsync(path, stop), cancellation);
            if (answer is not { IsSuccess: true })
            {
                return null;
            }

            var items = answer.Items.Select(TrafficObject.Parse).Where(item => item is not null).Select(item => item!.Value);
            pages.Add(new ReadPage(answer.Revision, [.. items]));
            next = answer.Continue;
        }

        var list = new ListOperation(client, start, recorder.Now, scope, consistency, requested, pages);
        recorder.Add(list);
        return list;
    }

    private static string Query(ReadConsistency consistency, long requested) => consistency switch
    {
        ReadConsistency.Any => "&resourceVersion=0",
        ReadConsistency.NotOlderThan => $"&resourceVersion={requested}&resourceVersionMatch=NotOlderThan",
        ReadConsistency.Exact => $"&resourceVersion={requested}&resourceVersionMatch=Exact",
        _ => "",
    };

    private WriteOperation Call(KubeHttp silo, WriteKind kind, string key, string tag) => new()
    {
        Client = client,
        Start = 0,
        End = 0,
        Kind = kind,
        Key = key,
        Tag = tag,
        Outcome = Outcome.Unknown,
        Where = $"at {silo.Url.Port} {TimeProvider.System.GetUtcNow():HH:mm:ss.fff}",
    };

    private async Task<WriteOperation> WriteAsync(
        WriteOperation write, Func<CancellationToken, Task<KubeResponse>> send, CancellationToken cancellation)
    {
        write = write with { Start = recorder.Now };
        var answer = await ReadAsync(write.Kind.ToString(), send, cancellation);
        write = write with { End = answer is null ? long.MaxValue : recorder.Now };
        if (answer is { IsSuccess: true })
        {
            write = write with { Outcome = Outcome.Done };
            write = write.Kind == WriteKind.Delete
                ? write with { DeletedUid = answer.Json["details"]?["uid"]?.GetValue<string>() }
                : write with { Result = TrafficObject.Parse(answer.Json)?.Value };
        }
        else if (answer is { Code: >= 400 and < 500 })
        {
            // A reason that isn't expected stays in the history, where no state of the object justifies it.
            var reason = answer.Reason ?? "";
            write = write with { Outcome = Outcome.Refused, Reason = _definiteReasons.Contains(reason) ? reason : answer.Text };
        }

        recorder.Add(write);
        return write;
    }

    /// <summary>Null when the answer was lost. Cancels by its own deadline only, so that a stop never makes an outcome unknown.</summary>
    private async Task<KubeResponse?> ReadAsync(
        string what, Func<CancellationToken, Task<KubeResponse>> send, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            var answer = await send(limit.Token);
            if (!answer.IsSuccess && answer.Code is not (404 or 409))
            {
                recorder.AddFailure($"{what} {answer.Code} {answer.Text[..Math.Min(answer.Text.Length, 300)].ReplaceLineEndings("")}");
            }

            return answer;
        }
        catch (Exception error) when (KubeHttp.IsConnectionLoss(error) && !cancellation.IsCancellationRequested)
        {
            recorder.AddFailure($"{what} {error.GetType().Name}");
            return null;
        }
    }
}
