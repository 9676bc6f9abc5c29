using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Admission.Plugins.PluginTools;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>
/// ResourceQuota: a namespace never holds more than its quotas allow. Costs one look into a list where there is no quota.
/// </summary>
internal sealed class ResourceQuotaPlugin(IQuotaDesk desk) : IWaitingAdmissionPlugin
{
    private static readonly GroupResource Quotas = new("", "resourcequotas");

    /// <inheritdoc/>
    public string Name => "ResourceQuota";

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request)
    {
        if (request.Namespace.Length == 0 || request.Object is null || request.Gate is not { } gate
            || request.Resource is { Group: "", Resource: "namespaces" } || !Counts(request))
        {
            return ValueTask.CompletedTask;
        }

        var quotas = request.Reader.List(Quotas, request.Namespace);
        return quotas.Count == 0 || !MayTake(request, quotas) ? ValueTask.CompletedTask : TakeAsync(request, gate);
    }

    // Events come and go and are no stock; objects that are only counted are counted when they are made.
    private static bool Counts(AdmissionRequest request) => request.Resource switch
    {
        { Group: "" or "events.k8s.io", Resource: "events" } => false,
        { Group: "", Resource: "pods" } => request is { Subresource: "", Operation: AdmissionOperation.Create }
            or { Subresource: "resize", Operation: AdmissionOperation.Update },
        { Group: "", Resource: "services" } or { Group: "resource.k8s.io", Resource: "resourceclaims" } =>
            request.Operation is AdmissionOperation.Create or AdmissionOperation.Update,
        { Group: "", Resource: "persistentvolumeclaims" } => request.Subresource is "" or "status"
            && request.Operation is AdmissionOperation.Create or AdmissionOperation.Update,
        _ => request is { Subresource: "", Operation: AdmissionOperation.Create },
    };

    // Whether some quota counts it, and it takes more than before.
    private static bool MayTake(AdmissionRequest request, IReadOnlyList<StoredObject> quotas)
    {
        var rules = quotas.Select(QuotaRule.Of).Where(q => q.Concerns(request.Resource)).ToList();
        if (rules.Count == 0)
        {
            return false;
        }

        if (request.Old is null || request.Operation == AdmissionOperation.Create)
        {
            return true;
        }

        var after = QuotaMeasure.Of(request.Resource, request.Object!, request.Now);
        var before = QuotaMeasure.Of(request.Resource, request.Old, request.Now);
        return after.Usage.Above(before.Usage).Count > 0 || rules.Exists(r => r.Matches(after) && !r.Matches(before));
    }

    private async ValueTask TakeAsync(AdmissionRequest request, IWaitGate gate)
    {
        var until = request.BeforeWait();
        var hold = gate.Quota ??= new QuotaHold(desk, request.Namespace);
        var claim = new QuotaClaim
        {
            Id = hold.Id,
            Namespace = request.Namespace,
            Resource = request.Resource,
            Subresource = request.Subresource,
            DryRun = request.DryRun,
            Object = request.Object!,
            Old = request.Operation == AdmissionOperation.Update ? request.Old : null,
        };
        if (await desk.TakeAsync(claim, until) is { } refusal)
        {
            throw Forbidden(request, refusal);
        }
    }
}
