using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Hosting.Sabotaging;

/// <summary>What goes wrong at the door for writes: requests that are changed, or that go on when they should have ended.</summary>
internal sealed class SabotagedWrites(IObjectStore store, SabotageSwitch sabotage, TimeProvider time) : IObjectStore
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(3);
    private static readonly byte[] NoFinalizers = """{"metadata":{"finalizers":null}}"""u8.ToArray();
    private int _touches;

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        var deadline = sabotage.IsOn(SabotageSwitch.IgnoreDeadline) ? CancellationToken.None : cancellationToken;
        if (sabotage.IsOn(SabotageSwitch.SlowWrite))
        {
            try
            {
                await Task.Delay(Slowness, time, deadline);
            }
            catch (OperationCanceledException)
            {
                var refused = StatusErrors.Timeout("request did not complete within the allowed duration").Status;
                return new WriteResult { Error = refused, Code = refused.Code };
            }
        }

        return request.Verb switch
        {
            WriteVerb.Create => await CreateAsync(request, deadline),
            WriteVerb.Update => await store.WriteAsync(Updating(request), deadline),
            WriteVerb.Patch when request.Patch == PatchKind.Json && sabotage.IsOn(SabotageSwitch.PiecewisePatch) =>
                await PatchPiecewiseAsync(request, deadline),
            WriteVerb.Delete => await DeleteAsync(request, deadline),
            _ => await store.WriteAsync(request, deadline),
        };
    }

    private async ValueTask<WriteResult> CreateAsync(WriteRequest request, CancellationToken deadline)
    {
        var result = await store.WriteAsync(request, deadline);
        if (result.Error is not { Reason: "AlreadyExists" } || !sabotage.IsOn(SabotageSwitch.CreateOver))
        {
            return result;
        }

        var name = Parse(request)["metadata"]!["name"]!.GetValue<string>();
        return await store.WriteAsync(request with { Verb = WriteVerb.Update, Name = name }, deadline) with { Code = 201 };
    }

    private WriteRequest Updating(WriteRequest request)
    {
        if (sabotage.IsOn(SabotageSwitch.BlindUpdate))
        {
            request = Changed(request, metadata => metadata.Remove("resourceVersion"));
        }

        return sabotage.IsOn(SabotageSwitch.TouchUnchanged)
            ? Changed(request, Touch)
            : request;
    }

    private void Touch(JsonObject metadata) =>
        metadata["annotations"] = new JsonObject { ["touched"] = $"{Interlocked.Increment(ref _touches)}" };

    private async ValueTask<WriteResult> PatchPiecewiseAsync(WriteRequest request, CancellationToken deadline)
    {
        WriteResult? last = null;
        foreach (var operation in JsonNode.Parse(request.Body.Span)!.AsArray())
        {
            var piece = JsonSerializer.SerializeToUtf8Bytes(new JsonArray(operation!.DeepClone()));
            last = await store.WriteAsync(request with { Body = piece }, deadline);
            if (last.Error is not null)
            {
                break;
            }
        }

        return last ?? await store.WriteAsync(request, deadline);
    }

    private async ValueTask<WriteResult> DeleteAsync(WriteRequest request, CancellationToken deadline)
    {
        if (sabotage.IsOn(SabotageSwitch.BlindDelete))
        {
            request = request with { PreconditionUid = null, PreconditionResourceVersion = null };
        }

        if (sabotage.IsOn(SabotageSwitch.IgnoreFinalizers))
        {
            await store.WriteAsync(request with { Verb = WriteVerb.Patch, Patch = PatchKind.Merge, Body = NoFinalizers }, deadline);
        }

        return await store.WriteAsync(request, deadline);
    }

    private static WriteRequest Changed(WriteRequest request, Action<JsonObject> change)
    {
        var body = Parse(request);
        change(body["metadata"]!.AsObject());
        return request with { Body = JsonSerializer.SerializeToUtf8Bytes(body) };
    }

    private static JsonNode Parse(WriteRequest request) => JsonNode.Parse(request.Body.Span)!;
}
