using System.Globalization;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Subresources;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>
/// POST of <c>pods/eviction</c>: a delete that disruption budgets may refuse.
/// <para>
/// 1 pods that are finished, not yet running or already going need no budget; 2 else the one budget that selects the pod must allow a
/// disruption, which is taken from it, in the budget's own status, before the pod is touched; 3 the pod gets the condition
/// DisruptionTarget; 4 the pod is deleted with the options of the eviction. A budget or pod that moves meanwhile is read again.
/// </para>
/// </summary>
internal static class EvictionHandler
{
    private const int AttemptsMax = 20;
    private static readonly GroupResource Pods = new("", "pods");

    /// <summary>Answers an eviction.</summary>
    public static async ValueTask HandleAsync(RequestContext context, HandlerServices services)
    {
        var format = context.Accept.Require(collection: false);
        context.Type = SubresourceTypes.Of(context.Type, "eviction");
        var posted = await PostedBody.ReadAsync(context, WithKnownVersion);
        if (new ObjectMeta(posted.Tree).Name != context.Info.PathName)
        {
            throw StatusErrors.BadRequest("name in URL does not match name in Eviction object");
        }

        posted = posted with { Tree = await posted.AdmitAsync(context, services) };
        var answer = BindingOperation.Success();
        try
        {
            await EvictAsync(context, services, Delete(context, posted));
        }
        catch (StatusException refused) when (DisruptionBudgets.IsSeveral(refused.Status))
        {
            answer = refused.Status.ToNode(); // created, says the header; failed, says the body: clients go by the body
        }

        WarningHeaders.Add(context.Http.Response, posted.Warnings);
        await Answers.JsonAsync(context, 201, answer.ToUtf8(), format.Plain);
    }

    // policy/v1beta1 is not served any more, but its Eviction is still accepted.
    private static ReadOnlyMemory<byte> WithKnownVersion(ReadOnlyMemory<byte> json)
    {
        try
        {
            if (NodeReader.Parse(json.Span) is ObjectNode { } tree && tree.Text("apiVersion") == "policy/v1beta1")
            {
                tree.Set("apiVersion", "policy/v1");
                return tree.ToUtf8();
            }
        }
        catch (System.Text.Json.JsonException)
        {
            // The decoder says it in the right words.
        }

        return json;
    }

    private static WriteRequest Delete(RequestContext context, PostedBody posted)
    {
        var body = posted.Tree.Object("deleteOptions");
        var options = DeleteOptions.Parse(QueryParameters.Empty, body is null ? [] : body.ToUtf8());
        return DeleteHandler.Request(context, options) with
        {
            Subresource = "",
            DryRun = options.DryRun || posted.Options.DryRun,
            IsAdmitted = true,
        };
    }

    private static async ValueTask EvictAsync(RequestContext context, HandlerServices services, WriteRequest delete)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = await PostedBody.FindAsync(context, services, Pods, delete.Namespace, delete.Name);
            var pod = stored.Parse();
            var version = stored.Revision.ToString(CultureInfo.InvariantCulture);
            string? budget = null;
            var pinned = delete;
            if (!NeedsNoBudget(pod))
            {
                var taken = await DisruptionBudgets.TakeAsync(context, services, stored, pod, delete.DryRun);
                budget = taken.Budget;
                pinned = taken.OnlyIfUnchanged ? Pinned(delete, version) : delete;
            }
            else if (pod.Object("status")?.Text("phase") is not ("Succeeded" or "Failed") && !new ObjectMeta(pod).IsTerminating)
            {
                // It must not become ready behind the back of its budget.
                pinned = Pinned(delete, version);
            }

            var error = await MarkAndDeleteAsync(context, services, pinned);
            if (error is null)
            {
                return;
            }

            var isOurs = error.Code == 409 && pinned != delete;
            if (isOurs && budget is not null)
            {
                throw DisruptionBudgets.StillProcessed(budget);
            }

            if (!isOurs || attempt == AttemptsMax)
            {
                throw new StatusException(error);
            }
        }
    }

    private static WriteRequest Pinned(WriteRequest delete, string version) =>
        delete.PreconditionResourceVersion is null ? delete with { PreconditionResourceVersion = version } : delete;

    private static bool NeedsNoBudget(ObjectNode pod) =>
        pod.Object("status")?.Text("phase") is "Succeeded" or "Failed" or "Pending" || new ObjectMeta(pod).IsTerminating;

    private static async ValueTask<Status?> MarkAndDeleteAsync(RequestContext context, HandlerServices services, WriteRequest delete)
    {
        var deadline = context.Deadline(context.Options.WriteTimeout);
        if (!delete.DryRun)
        {
            var mark = delete with { Verb = WriteVerb.Update, Subresource = "eviction" };
            var marked = await services.Store.WriteAsync(mark, deadline);
            if (marked.Error is not null)
            {
                return marked.Error;
            }

            if (delete.PreconditionResourceVersion is not null)
            {
                var meta = ((ObjectNode)NodeReader.Parse(marked.Body.Span)).Object("metadata");
                delete = delete with { PreconditionResourceVersion = meta?.Text("resourceVersion") };
            }
        }

        return (await services.Store.WriteAsync(delete, deadline)).Error;
    }
}
