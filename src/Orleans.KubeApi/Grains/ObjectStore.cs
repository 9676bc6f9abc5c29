using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Grains;

/// <summary>
/// The facade that hides Orleans from the front end: settles the object's name, calls its grain, turns lost calls into a Status.
/// </summary>
internal sealed class ObjectStore(
    IGrainFactory grains, KubeGrains kubeGrains, WriteOperation operation, IServingGate gate, ILogger<ObjectStore> logger)
    : IObjectStore
{
    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        GroupResource collection;
        try
        {
            if (!gate.MayServe)
            {
                throw StatusErrors.Unavailable("this server is not ready");
            }

            collection = operation.Collection(request);
        }
        catch (StatusException refused)
        {
            return new WriteResult { Error = refused.Status, Code = refused.Status.Code };
        }

        if (request.Verb != WriteVerb.Create || request.Name.Length > 0)
        {
            return await CallAsync(collection, request, request.Name, cancellationToken);
        }

        var (name, generateName) = ObjectNaming.Peek(request.Body.Span);
        if (name.Length > 0 || generateName.Length == 0)
        {
            // Without any name the operation refuses with the right words; some grain has to run it.
            return await CallAsync(collection, request, name, cancellationToken);
        }

        for (var attempt = 1; ; attempt++)
        {
            var generated = ObjectNaming.Generate(generateName);
            var result = await CallAsync(collection, request, generated, cancellationToken);
            if (result.Error is not { Reason: "AlreadyExists" })
            {
                return result;
            }

            if (attempt == ObjectNaming.Attempts)
            {
                var refused =
                    StatusErrors.AlreadyExists(new GroupResource(request.Group, request.Resource), generated, retryAfterSeconds: 1).Status;
                return result with { Error = refused, Code = refused.Code };
            }
        }
    }

    private async ValueTask<WriteResult> CallAsync(GroupResource collection, WriteRequest request, string name,
        CancellationToken cancellationToken)
    {
        try
        {
            var grain = kubeGrains.Object(KubeKeys.Object(collection, request.Namespace, name));
            var reply = await grain.Write(WriteMessage.From(request, name)).WaitAsync(cancellationToken);
            if (request is { Verb: WriteVerb.Delete, Group: "", Resource: "namespaces", DryRun: false } && !reply.IsError)
            {
                await grains.GetGrain<INamespaceGrain>(KubeKeys.Namespace(name)).Empty();
            }

            return reply.ToResult();
        }
        catch (OperationCanceledException)
        {
            return Lost(StatusErrors.Timeout("request did not complete within the allowed duration"));
        }
        catch (Exception lost) when (lost is TimeoutException or Orleans.Runtime.OrleansException)
        {
            LogMessages.WriteLost(logger, name, lost.Message);
            return Lost(StatusErrors.Timeout("the outcome of the write is unknown"));
        }
    }

    private static WriteResult Lost(StatusException refused) => new() { Error = refused.Status, Code = refused.Status.Code };
}
