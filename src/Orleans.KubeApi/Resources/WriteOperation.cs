using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Subresources;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// Runs what one verb does to one object: old version + request → outcome. Pure: no I/O, no clock, no Orleans: an object grain can
/// run it again whenever the object moved. Only admission may wait.
/// </summary>
internal sealed class WriteOperation(ResourceCatalog catalog)
{
    /// <summary>The served resource a request names.</summary>
    /// <exception cref="StatusException">404.</exception>
    public ResourceType Resolve(WriteRequest request) =>
        catalog.Find(request.Group, request.Version, request.Resource) ?? throw StatusErrors.NoSuchResource();

    /// <summary>The collection in which the request's object lives.</summary>
    public GroupResource Collection(WriteRequest request) => Resolve(request).Collection;

    /// <summary>Every collection whose objects live in namespaces and can be deleted, with the type that stores it.</summary>
    public IEnumerable<ResourceType> NamespacedStorageTypes =>
        catalog.Types.Where(t => t.Namespaced && t.Kind == t.StorageKind && t.Allows("delete"));

    /// <summary>A committed version as writes start from it: where the text of raw JSON counts, it is kept.</summary>
    public CurrentVersion Start(GroupResource collection, StoredObject stored, long revision) => new(
        catalog.Storage(collection)?.StorageSchema is { HoldsRaw: true } schema
            ? ObjectDecoder.Decode(stored.Bytes.Span, schema).Object : stored.Parse(),
        revision);

    /// <summary>Runs the operation; refusals are outcomes too. Completes at once unless a plug-in waits.</summary>
    /// <exception cref="RunAgainException">The run can't count.</exception>
    public async ValueTask<OperationOutcome> RunAsync(WriteRequest request, CurrentVersion? current, OperationContext context)
    {
        var warnings = new List<string>();
        try
        {
            var type = Resolve(request);
            BodyValues.Check(request.Body.Span);
            var outcome = await (SubresourceOperations.RunAsync(request, type, current, context, warnings) ?? request.Verb switch
            {
                WriteVerb.Create => CreateOperation.RunAsync(request, type, current, context, warnings),
                WriteVerb.Update => UpdateOperation.RunAsync(request, type, current, context, warnings),
                WriteVerb.Patch => PatchOperation.RunAsync(request, type, current, context, warnings),
                _ => DeleteOperation.RunAsync(request, type, current, context, warnings),
            });
            return request.DryRun ? DryRun(outcome, current) with { Warnings = warnings } : outcome with { Warnings = warnings };
        }
        catch (StatusException refused)
        {
            return OperationOutcome.Refused(refused.Status, warnings);
        }
    }

    // Nothing is written; an existing object shows the version it still has.
    private static OperationOutcome DryRun(OperationOutcome outcome, CurrentVersion? current)
    {
        if (outcome.Kind == OutcomeKind.Store && current is { Revision: > 0 })
        {
            var version = current.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
            outcome.Tree!.Object("metadata")!.Set("resourceVersion", version);
        }

        return outcome with { Kind = OutcomeKind.Answer };
    }
}
