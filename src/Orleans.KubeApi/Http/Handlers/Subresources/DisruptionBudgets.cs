using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Printing;
using Orleans.KubeApi.Resources.Subresources;

namespace Orleans.KubeApi.Http.Handlers.Subresources;

/// <summary>Whether the disruption budgets of a namespace let one of its pods go.</summary>
internal static class DisruptionBudgets
{
    private const int AttemptsMax = 20;
    private const int DisruptedMax = 2000;
    private const string Refusal = "Cannot evict pod as it would violate the pod's disruption budget.";
    private const string SeveralBudgets =
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";

    private static readonly GroupResource Budgets = new("policy", "poddisruptionbudgets");
    private static readonly GroupResource Named = new("policy", "poddisruptionbudget");

    /// <summary>Takes one disruption from the budget that selects the pod.</summary>
    /// <returns>The budget, null if none selects the pod, and whether the pod may only be deleted as it was read: a pod that is not ready
    /// costs its budget nothing.</returns>
    /// <exception cref="StatusException">429: not now; 500: more than one budget; 403: a broken budget.</exception>
    public static async ValueTask<(string? Budget, bool OnlyIfUnchanged)> TakeAsync(
        RequestContext context, HandlerServices services, StoredObject stored, ObjectNode pod, bool dryRun)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(context, services, stored) is not { } found)
            {
                return (null, false);
            }

            var budget = found.Parse();
            if (!PodConditions.IsReady(pod) && CountsNot(budget))
            {
                return (found.Name, true);
            }

            Take(budget, stored.Name, found.Name, context.Time.GetUtcNow());
            if (dryRun || await StoreAsync(context, services, found, budget))
            {
                return (found.Name, false);
            }

            if (attempt == AttemptsMax)
            {
                throw StatusErrors.Timeout($"couldn't update PodDisruptionBudget {GoText.Quote(found.Name)} due to conflicts", 10);
            }
        }
    }

    /// <summary>429: the budget's controller has not caught up yet.</summary>
    public static StatusException StillProcessed(string budget) =>
        TooMany($"The disruption budget {budget} is still being processed by the server.", 10);

    /// <summary>
    /// Whether an eviction failed because several budgets select the pod; the original answers that as a result, not an error.
    /// </summary>
    public static bool IsSeveral(Status status) => status is { Code: 500, Message: SeveralBudgets };

    private static StatusException TooMany(string cause, int retryAfter) => new(new Status(429, "TooManyRequests", Refusal,
        new StatusDetails(Causes: [new StatusCause("DisruptionBudget", cause, "")], RetryAfterSeconds: retryAfter)));

    private static async ValueTask<StoredObject?> FindAsync(RequestContext context, HandlerServices services, StoredObject pod)
    {
        var cache = await services.Caches.GetAsync(Budgets, context.Deadline());
        var snapshot = await cache.FreshAsync(context.Deadline());
        StoredObject? only = null;
        foreach (var candidate in snapshot.List(new Cache.ListQuery(pod.Namespace)).Items)
        {
            // An empty selector selects nothing here.
            if (SelectorText.Parse(candidate.Parse().Object("spec")?.Object("selector")) is not { IsEmpty: false } selector
                || !selector.Matches(pod.Labels))
            {
                continue;
            }

            if (only is not null)
            {
                throw new StatusException(new Status(500, "", SeveralBudgets));
            }

            only = candidate;
        }

        return only;
    }

    // Whether a pod that is not ready may go without being counted.
    private static bool CountsNot(ObjectNode budget)
    {
        var status = budget.Object("status");
        var desired = status?.Integer("desiredHealthy") ?? 0;
        return budget.Object("spec")?.Text("unhealthyPodEvictionPolicy") == "AlwaysAllow"
            || (desired > 0 && (status?.Integer("currentHealthy") ?? 0) >= desired);
    }

    private static void Take(ObjectNode budget, string pod, string name, DateTimeOffset now)
    {
        var status = budget.Child("status");
        var generation = budget.Object("metadata")?.Integer("generation") ?? 0;
        if ((status.Integer("observedGeneration") ?? 0) < generation)
        {
            throw StillProcessed(name);
        }

        var allowed = status.Integer("disruptionsAllowed") ?? 0;
        if (allowed < 0)
        {
            throw StatusErrors.Forbidden(Named, name, "pdb disruptions allowed is negative");
        }

        if (status.Object("disruptedPods") is { Count: > DisruptedMax })
        {
            throw StatusErrors.Forbidden(Named, name,
                "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }

        if (allowed == 0)
        {
            throw TooMany(
                $"The disruption budget {name} needs {status.Integer("desiredHealthy") ?? 0} healthy pods and has {status.Integer("currentHealthy") ?? 0} currently",
                0);
        }

        status.Set("disruptionsAllowed", allowed - 1);
        if (allowed == 1)
        {
            SetCondition(status, generation, now);
        }

        status.Child("disruptedPods").Set(pod, ObjectMeta.Time(now));
    }

    private static void SetCondition(ObjectNode status, long generation, DateTimeOffset now)
    {
        if (status.Array("conditions") is not { } conditions)
        {
            status.Set("conditions", conditions = new ArrayNode());
        }

        var known = conditions.Items.OfType<ObjectNode>().FirstOrDefault(c => c.Text("type") == "DisruptionAllowed");
        var next = new ObjectNode
        {
            { "type", "DisruptionAllowed" },
            { "status", "False" },
            { "observedGeneration", generation },
            { "lastTransitionTime", known?.Text("status") == "False" ? known["lastTransitionTime"]! : ObjectMeta.Time(now) },
            { "reason", "InsufficientPods" },
            { "message", "" },
        };
        if (known is null)
        {
            conditions.Add(next);
        }
        else
        {
            conditions.Items[conditions.Items.IndexOf(known)] = next;
        }
    }

    private static async ValueTask<bool> StoreAsync(RequestContext context, HandlerServices services, StoredObject found, ObjectNode budget)
    {
        var result = await services.Store.WriteAsync(
            new WriteRequest
            {
                Group = "policy",
                Version = "v1",
                Resource = "poddisruptionbudgets",
                Subresource = "status",
                Namespace = found.Namespace,
                Name = found.Name,
                Verb = WriteVerb.Update,
                Body = budget.ToUtf8(),
                FieldManager = "kube-apiserver",
                User = UserInfo.ApiServer,
            },
            context.Deadline(context.Options.WriteTimeout));
        return result.Error switch
        {
            null => true,
            { Code: 409 } => false,
            { } other => throw new StatusException(other),
        };
    }
}
