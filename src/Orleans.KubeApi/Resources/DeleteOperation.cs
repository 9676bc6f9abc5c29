using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>DELETE: at once, or marking the object while finalizers or a pod's grace period hold it. Reference area 1.7.</summary>
internal static class DeleteOperation
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";

    private const string JobWarning =
        "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set "
        + "propagationPolicy=Orphan to suppress this warning";

    /// <summary>Runs a delete.</summary>
    public static async ValueTask<OperationOutcome> RunAsync(
        WriteRequest request, ResourceType type, CurrentVersion? current, OperationContext context, List<string> warnings)
    {
        if (type.Resource is { Group: "batch", Resource: "jobs" } && Policy(request).Length == 0)
        {
            warnings.Add(JobWarning);
        }

        if (current is null)
        {
            throw StatusErrors.NotFound(type.Resource, request.Name);
        }

        NamespaceLifecycle.CheckDelete(request, type, context);
        if (type.Resource is { Group: "", Resource: "namespaces" })
        {
            NamespaceDeletion.CheckPreconditions(request, type, current);
            await AdmitAsync(request, type, current, context, warnings);
            return NamespaceDeletion.Run(request, type, current, context);
        }

        Preconditions.CheckDelete(request, type, current);
        var tree = (ObjectNode)current.Tree.Clone();
        var meta = new ObjectMeta(tree);
        if (PodGrace.AppliesTo(type))
        {
            if (IsPending(request, meta))
            {
                return new OperationOutcome { Kind = OutcomeKind.Answer, Tree = current.Tree };
            }

            await AdmitAsync(request, type, current, context, warnings);
            MarkGracefully(request, tree, meta, context);
        }
        else
        {
            await AdmitAsync(request, type, current, context, warnings);
        }

        var finalizers = Finalizers(request, type, meta);
        meta.SetFinalizers(finalizers);
        if (finalizers.Count == 0 && (meta.Node.Integer("deletionGracePeriodSeconds") ?? 0) == 0)
        {
            var isCutShort = new ObjectMeta(current.Tree).IsTerminating && PodGrace.AppliesTo(type);
            var before = isCutShort ? TreeForm.Seal(type with { ToStorage = null }, (ObjectNode)tree.Clone()) : null;
            return Remove(request, type, tree, meta) with { Before = before };
        }

        if (!PodGrace.AppliesTo(type))
        {
            MarkAtOnce(meta, context);
        }

        var next = TreeForm.Seal(type with { ToStorage = null }, tree);
        return TreeForm.SameButVersion(next, current.Tree)
            ? new OperationOutcome { Kind = OutcomeKind.Answer, Tree = current.Tree }
            : new OperationOutcome { Kind = OutcomeKind.Store, Tree = next };
    }

    // What may be deleted is decided on the object as it is; the deletions that an eviction makes were admitted with it.
    private static async ValueTask AdmitAsync(
        WriteRequest request, ResourceType type, CurrentVersion current, OperationContext context, List<string> warnings)
    {
        if (request.IsAdmitted)
        {
            return;
        }

        var attributes = AdmissionAttributes.OfDelete(request, type, TreeForm.ForRequest(type, current.Tree), context, warnings);
        await context.Admission.MutateAsync(attributes);
        await context.Admission.ValidateAsync(attributes);
    }

    /// <summary>The object's last state, and what the client gets: the object or a Status, as the kind has it.</summary>
    public static OperationOutcome Remove(WriteRequest request, ResourceType type, ObjectNode tree, ObjectMeta meta)
    {
        meta.Seal();
        return new OperationOutcome
        {
            Kind = OutcomeKind.Remove,
            Tree = TreeOrder.Restore(tree, type.StorageSchema),
            Success = type.Traits.DeleteReturnsObject ? null : Success(request, type, meta),
        };
    }

    /// <summary>What the options say about dependents, "" if nothing.</summary>
    public static string Policy(WriteRequest request) => request switch
    {
        { PropagationPolicy.Length: > 0 } => request.PropagationPolicy,
        { OrphanDependents: true } => "Orphan",
        { OrphanDependents: false } => "Background",
        _ => "",
    };

    // A pod that is already going away may only be given less time; anything else leaves it as it is, finalizers included.
    private static bool IsPending(WriteRequest request, ObjectMeta meta) => meta.IsTerminating
        && meta.Node.Integer("deletionGracePeriodSeconds") is { } running
        && (request.GracePeriodSeconds is not { } asked || asked >= running);

    private static void MarkGracefully(WriteRequest request, ObjectNode tree, ObjectMeta meta, OperationContext context)
    {
        if (!meta.IsTerminating)
        {
            var period = PodGrace.Period(request, tree);
            meta.Set("deletionTimestamp", ObjectMeta.Time(context.Now.AddSeconds(period)));
            meta.Set("deletionGracePeriodSeconds", period);
            NextGeneration(meta);
        }
        else if (meta.Node.Integer("deletionGracePeriodSeconds") is { } running && request.GracePeriodSeconds is { } asked)
        {
            if (GoTime.TryParse(meta.Node.Text("deletionTimestamp") ?? "", micro: false, out var until, out _))
            {
                meta.Set("deletionTimestamp", ObjectMeta.Time(until.AddSeconds(asked - running)));
            }

            meta.Set("deletionGracePeriodSeconds", asked);
        }
    }

    private static void MarkAtOnce(ObjectMeta meta, OperationContext context)
    {
        if (!meta.Node.Has("deletionGracePeriodSeconds"))
        {
            NextGeneration(meta);
        }

        if (!meta.IsTerminating)
        {
            meta.Set("deletionTimestamp", ObjectMeta.Time(context.Now));
        }

        meta.Set("deletionGracePeriodSeconds", 0L);
    }

    private static void NextGeneration(ObjectMeta meta)
    {
        if (meta.Generation > 0)
        {
            meta.Set("generation", meta.Generation + 1);
        }
    }

    private static List<string> Finalizers(WriteRequest request, ResourceType type, ObjectMeta meta)
    {
        var kept = meta.Finalizers.ToList();
        var policy = Policy(request);
        if (policy.Length == 0)
        {
            // Without a policy, a finalizer set earlier decides; else the kind's default.
            policy = kept.Find(f => f is Foreground or Orphan) switch
            {
                Foreground => "Foreground",
                Orphan => "Orphan",
                _ => type.Traits.OrphanByDefault ? "Orphan" : "Background",
            };
        }

        // Nothing can depend on an event.
        if (type.Collection is { Group: "", Resource: "events" })
        {
            policy = "Background";
        }

        var wanted = policy switch
        {
            "Foreground" => Foreground,
            "Orphan" => Orphan,
            _ => "",
        };
        if (kept.Exists(f => f == wanted) && !kept.Exists(f => f != wanted && f is Foreground or Orphan))
        {
            return kept; // already right: keeps its place
        }

        kept.RemoveAll(f => f is Foreground or Orphan);
        if (wanted.Length > 0)
        {
            kept.Add(wanted);
        }

        return kept;
    }

    private static ObjectNode Success(WriteRequest request, ResourceType type, ObjectMeta meta) => new()
    {
        { "kind", "Status" },
        { "apiVersion", "v1" },
        { "metadata", new ObjectNode() },
        { "status", "Success" },
        { "details", new StatusDetails(request.Name, type.Resource.Group, type.Resource.Resource, meta.Uid).ToNode() },
    };
}
