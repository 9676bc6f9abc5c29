using Microsoft.Extensions.Logging;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Hosting.Certificates;
using Orleans.KubeApi.Hosting.Identity;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Resources.Bootstrapping;

namespace Orleans.KubeApi.Hosting;

/// <summary>
/// Creates and updates the objects that belong to the API server itself, then keeps the conditions that it sets (flow schemas,
/// APIServices). Runs beside the server: being ready doesn't wait for it. Any number of silos may do it at once, since what is there
/// already is left.
/// </summary>
internal sealed partial class SystemObjectKeeper(
    IObjectStore store, ICollectionCaches caches, INamespaceProvisioner provisioner, ResourceCatalog catalog, KubeApiOptions options,
    CertificateHolder certificates, TimeProvider time, ILogger<SystemObjectKeeper> logger)
{
    private const string ServerManager = "kube-apiserver";
    private const string FlowProducer = "api-priority-and-fairness-config-producer-v1";
    private const string FlowConsumer = "api-priority-and-fairness-config-consumer-v1";
    private const string AggregationController = "clusterrole-aggregation-controller";
    private const int FirstAttemptsMax = 20;
    private const int AggregationRoundsMax = 8;
    private const int SettlingsMax = 3;
    private const int AtOnce = 16;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly GroupResource FlowSchemas = new("flowcontrol.apiserver.k8s.io", "flowschemas");
    private static readonly GroupResource ClusterRoles = new("rbac.authorization.k8s.io", "clusterroles");
    private static readonly GroupResource Levels = new("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations");
    private static readonly GroupResource ApiServices = new("apiregistration.k8s.io", "apiservices");
    private static readonly GroupResource Services = new("", "services");
    private static readonly GroupResource Namespaces = new("", "namespaces");
    private static readonly GroupResource Accounts = new("", "serviceaccounts");

    /// <summary>Runs until stopped; a failure is told and tried again.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(
        RetryAsync(EnsureAllAsync, forever: false, stopping),
        RetryAsync(KeepAggregatedRolesAsync, forever: true, stopping),
        RetryAsync(KeepFlowSchemasAsync, forever: true, stopping),
        RetryAsync(KeepApiServicesAsync, forever: true, stopping),
        options.Admission.NamespaceDefaults == "eager"
            ? RetryAsync(KeepNamespaceDefaultsAsync, forever: true, stopping) : Task.CompletedTask);

    /// <summary>The namespaces every cluster has, then the others, in order. Nothing can do without them, so a start without them fails.
    /// </summary>
    public async Task EnsureFirstAsync(IEnumerable<BootstrapObject> others, CancellationToken stopping)
    {
        BootstrapObject[] wanted = [.. SystemObjects.Namespaces(), .. others];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await EnsureAsync(wanted, ServerManager, null, stopping);
                return;
            }
            catch (Exception) when (attempt < FirstAttemptsMax && !stopping.IsCancellationRequested)
            {
                // A store or a silo that is just coming up refuses for a moment.
                await Task.Delay(FirstPause, time, stopping);
            }
        }
    }

    /// <summary>The default roles and bindings, as they should be; the server is not ready before.</summary>
    public Task EnsureAccessAsync(CancellationToken stopping) => RetryAsync(async s =>
    {
        await EnsureAsync(AccessObjects.All(), ServerManager, RoleReconciliation.Reconcile, s);
        await AggregateRolesAsync(s);
    }, forever: false, stopping);

    /// <summary>Tells aggregated API servers whom this one believes.</summary>
    public Task PublishTrustAsync(CancellationToken stopping) => EnsureAsync(
        [ExtensionAuthentication.ConfigMap(options, certificates.Current)], ServerManager, ExtensionAuthentication.Reconcile, stopping);

    private async Task RetryAsync(Func<CancellationToken, Task> run, bool forever, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await run(stopping);
                if (!forever)
                {
                    return;
                }
            }
            catch (Exception failure)
            {
                if (!stopping.IsCancellationRequested)
                {
                    Failed(logger, failure.Message);
                }

                await Task.Delay(Pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task EnsureAllAsync(CancellationToken stopping)
    {
        await EnsureAsync(FlowObjects.All(), FlowProducer, FlowObjects.Reconcile, stopping);
        await EnsureAsync(SystemObjects.PriorityClasses(), ServerManager, null, stopping);
        // The group of APIServices itself is no entry of its own list.
        var served = catalog.Types.Select(t => (t.Kind.Group, t.Kind.Version)).Where(v => v.Group != ApiServices.Group).Distinct();
        await EnsureAsync(SystemObjects.ApiServices(served), ServerManager, null, stopping);
        await PublishTrustAsync(stopping);
        await EnsureAsync([SystemObjects.TokenTracking(time.GetUtcNow())], ServerManager, null, stopping);
    }

    private async Task EnsureAsync(
        IEnumerable<BootstrapObject> wanted, string manager, Func<ObjectNode, ObjectNode, ObjectNode?>? reconcile,
        CancellationToken stopping)
    {
        foreach (var area in wanted.GroupBy(w => w.Resource))
        {
            var snapshot = await FreshAsync(area.Key, stopping);
            foreach (var some in area.Chunk(AtOnce))
            {
                await Task.WhenAll(some.Select(one => EnsureAsync(one, snapshot, manager, reconcile, stopping)));
            }
        }
    }

    private async Task EnsureAsync(
        BootstrapObject wanted, CollectionSnapshot snapshot, string manager, Func<ObjectNode, ObjectNode, ObjectNode?>? reconcile,
        CancellationToken stopping)
    {
        var request = Request(wanted.Resource, manager) with { Namespace = wanted.Namespace, Verb = WriteVerb.Create };
        if (snapshot.Find(StoredObject.KeyOf(wanted.Namespace, wanted.Name)) is not { } stored)
        {
            if (await WriteAsync(request with { Body = wanted.Body.ToUtf8() }, stopping) && wanted.Status is { } status)
            {
                var body = new ObjectNode { { "status", status } };
                await WriteAsync(Status(wanted.Resource, wanted.Name, manager) with
                {
                    Namespace = wanted.Namespace,
                    Verb = WriteVerb.Patch,
                    Patch = PatchKind.Merge,
                    Body = body.ToUtf8(),
                }, stopping);
            }

            return;
        }

        var tree = stored.Parse();
        if (tree["roleRef"] is { } role && !Node.DeepEquals(role, wanted.Body["roleRef"]))
        {
            // A binding can't be given another role: it is made anew.
            await WriteAsync(request with { Verb = WriteVerb.Delete, Name = wanted.Name }, stopping);
            await WriteAsync(request with { Body = wanted.Body.ToUtf8() }, stopping);
        }
        else if (reconcile?.Invoke(tree, wanted.Body) is { } next)
        {
            await WriteAsync(request with { Verb = WriteVerb.Update, Name = wanted.Name, Body = next.ToUtf8() }, stopping);
        }
    }

    private async Task KeepAggregatedRolesAsync(CancellationToken stopping)
    {
        var seen = await AggregateRolesAsync(stopping);
        await ChangedAsync([(ClusterRoles, seen)], stopping);

        // Whoever writes several roles, or a role and its parts, is let finish.
        var cache = await caches.GetAsync(ClusterRoles, stopping);
        for (var pause = 0; pause < SettlingsMax && cache.Latest.Revision is var now && now != seen; pause++)
        {
            seen = now;
            await Task.Delay(Settling, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Aggregated roles may select aggregated ones: again until nothing changes, which a circle can't prevent, since rules only add up.
    private async Task<long> AggregateRolesAsync(CancellationToken stopping)
    {
        for (var round = 1; ; round++)
        {
            var roles = await FreshAsync(ClusterRoles, stopping);
            var stale = RoleAggregation.Stale(roles.Objects);
            if (stale.Count == 0 || round > AggregationRoundsMax)
            {
                return roles.Revision;
            }

            foreach (var (name, rules) in stale)
            {
                var body = new ObjectNode
                {
                    { "apiVersion", "rbac.authorization.k8s.io/v1" },
                    { "kind", "ClusterRole" },
                    { "metadata", new ObjectNode { { "name", name } } },
                    { "rules", rules },
                };
                await WriteAsync(Request(ClusterRoles, AggregationController) with
                {
                    Name = name,
                    Verb = WriteVerb.Patch,
                    Patch = PatchKind.Apply,
                    Force = true,
                    Body = body.ToUtf8(),
                }, stopping);
            }
        }
    }

    private async Task KeepFlowSchemasAsync(CancellationToken stopping)
    {
        var schemas = await FreshAsync(FlowSchemas, stopping);
        var levels = await FreshAsync(Levels, stopping);
        foreach (var stored in schemas.Objects)
        {
            var tree = stored.Parse();
            if (ServerConditions.OfFlowSchema(tree, name => levels.Find(name) is not null, time.GetUtcNow()) is { } condition)
            {
                var body = new ObjectNode
                {
                    { "apiVersion", "flowcontrol.apiserver.k8s.io/v1" },
                    { "kind", "FlowSchema" },
                    { "metadata", new ObjectNode { { "name", stored.Name } } },
                    { "status", new ObjectNode { { "conditions", new ArrayNode([condition]) } } },
                };
                await WriteAsync(Status(FlowSchemas, stored.Name, FlowConsumer) with
                {
                    Verb = WriteVerb.Patch,
                    Patch = PatchKind.Apply,
                    Force = true,
                    Body = body.ToUtf8(),
                }, stopping);
            }
        }

        await ChangedAsync([(FlowSchemas, schemas.Revision), (Levels, levels.Revision)], stopping);
    }

    private async Task KeepApiServicesAsync(CancellationToken stopping)
    {
        var apis = await FreshAsync(ApiServices, stopping);
        var services = await FreshAsync(Services, stopping);
        foreach (var stored in apis.Objects)
        {
            var tree = stored.Parse();
            var missing = ServerConditions.OfApiService(tree,
                (ns, name) => services.Find(StoredObject.KeyOf(ns, name)) is not null, time.GetUtcNow());
            if (missing is { } condition)
            {
                tree.Set("status", new ObjectNode { { "conditions", new ArrayNode([condition]) } });
                await WriteAsync(Status(ApiServices, stored.Name, ServerManager) with { Body = tree.ToUtf8() }, stopping);
            }
        }

        await ChangedAsync([(ApiServices, apis.Revision), (Services, services.Revision)], stopping);
    }

    private async Task KeepNamespaceDefaultsAsync(CancellationToken stopping)
    {
        var namespaces = await FreshAsync(Namespaces, stopping);
        var accounts = await FreshAsync(Accounts, stopping);
        var bare = namespaces.Objects.Where(n => n.Field("metadata.deletionTimestamp") is null
            && accounts.Find(StoredObject.KeyOf(n.Name, "default")) is null);
        foreach (var some in bare.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(n => provisioner.EnsureDefaultsAsync(n.Name, stopping).AsTask()));
        }

        await ChangedAsync([(Namespaces, namespaces.Revision), (Accounts, accounts.Revision)], stopping);
    }

    private static WriteRequest Request(GroupResource resource, string manager) => new()
    {
        Group = resource.Group,
        Version = "v1",
        Resource = resource.Resource,
        Verb = WriteVerb.Update,
        FieldManager = manager,
        User = UserInfo.ApiServer,
    };

    private static WriteRequest Status(GroupResource resource, string name, string manager) =>
        Request(resource, manager) with { Subresource = "status", Name = name };

    private async Task<CollectionSnapshot> FreshAsync(GroupResource collection, CancellationToken stopping) =>
        await (await caches.GetAsync(collection, stopping)).FreshAsync(stopping);

    // Whether it was done here. Somebody else, perhaps another silo, may have done it meanwhile: that is as good. What a create doesn't
    // find is its namespace, which may come.
    private async Task<bool> WriteAsync(WriteRequest request, CancellationToken stopping)
    {
        var result = await store.WriteAsync(request, stopping);
        var isDone = result.Error?.Reason is null or "AlreadyExists" or "Conflict"
            || (result.Error.Reason == "NotFound" && request.Verb != WriteVerb.Create);
        if (!isDone)
        {
            throw new InvalidOperationException($"{request.Resource} {request.Name}: {result.Error!.Message}");
        }

        return result.Error is null;
    }

    // A change that was missed is found after a while.
    private Task ChangedAsync((GroupResource Collection, long Revision)[] seen, CancellationToken stopping) =>
        caches.ChangedAsync(seen, LongestWait, time, stopping);

    [LoggerMessage(5201, LogLevel.Warning, "Objects of the API server itself: {Reason}; trying again")]
    private static partial void Failed(ILogger logger, string reason);
}
