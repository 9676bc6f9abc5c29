using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Grains;

/// <summary>What a pass over a terminating namespace left in it, and the conditions that say so, as the original's controller writes them.</summary>
internal sealed class NamespaceContent
{
    private readonly SortedDictionary<string, int> _resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);
    private readonly List<string> _failures = [];

    /// <summary>Nothing is left.</summary>
    public bool IsEmpty => _resources.Count == 0 && _failures.Count == 0;

    /// <summary>Counts an object that is still there.</summary>
    public void Add(GroupResource resource, StoredObject item)
    {
        var name = $"{resource.Resource}.{resource.Group}";
        _resources[name] = _resources.GetValueOrDefault(name) + 1;
        if (item.Field("metadata.deletionTimestamp") is null)
        {
            return;
        }

        foreach (var finalizer in new ObjectMeta(item.Parse()).Finalizers)
        {
            _finalizers[finalizer] = _finalizers.GetValueOrDefault(finalizer) + 1;
        }
    }

    /// <summary>Notes a delete that was refused.</summary>
    public void Fail(string text) => _failures.Add(text);

    /// <summary>Puts the conditions into a namespace; false if they were all there already.</summary>
    public bool Report(ObjectNode tree, DateTimeOffset now)
    {
        var status = tree.Child("status");
        if (status.Array("conditions") is not { } conditions)
        {
            status.Set("conditions", conditions = new ArrayNode());
        }

        var changed = Set(conditions, now, "NamespaceDeletionDiscoveryFailure", isTrue: false,
            "ResourcesDiscovered", "All resources successfully discovered");
        changed |= Set(conditions, now, "NamespaceDeletionGroupVersionParsingFailure", isTrue: false,
            "ParsedGroupVersions", "All legacy kube types successfully parsed");
        changed |= _failures.Count == 0
            ? Set(conditions, now, "NamespaceDeletionContentFailure", isTrue: false,
                "ContentDeleted", "All content successfully deleted, may be waiting on finalization")
            : Set(conditions, now, "NamespaceDeletionContentFailure", isTrue: true,
                "ContentDeletionFailed", $"Failed to delete all resource types, {_failures.Count} remaining: {string.Join(", ", _failures)}");
        changed |= _resources.Count == 0
            ? Set(conditions, now, "NamespaceContentRemaining", isTrue: false, "ContentRemoved", "All content successfully removed")
            : Set(conditions, now, "NamespaceContentRemaining", isTrue: true, "SomeResourcesRemain",
                $"Some resources are remaining: {string.Join(", ", _resources.Select(r => $"{r.Key} has {r.Value} resource instances"))}");
        changed |= _finalizers.Count == 0
            ? Set(conditions, now, "NamespaceFinalizersRemaining", isTrue: false,
                "ContentHasNoFinalizers", "All content-preserving finalizers finished")
            : Set(conditions, now, "NamespaceFinalizersRemaining", isTrue: true, "SomeFinalizersRemain",
                $"Some content in the namespace has finalizers remaining: {string.Join(", ", _finalizers.Select(f => $"{f.Key} in {f.Value} resource instances"))}");
        return changed;
    }

    private static bool Set(ArrayNode conditions, DateTimeOffset now, string type, bool isTrue, string reason, string message)
    {
        var status = isTrue ? "True" : "False";
        var known = conditions.Items.OfType<ObjectNode>().FirstOrDefault(c => c.Text("type") == type);
        if (known is not null && known.Text("status") == status && known.Text("reason") == reason && known.Text("message") == message)
        {
            return false;
        }

        var time = known?.Text("status") == status ? known["lastTransitionTime"]! : ObjectMeta.Time(now);
        var next = new ObjectNode
        {
            { "type", type }, { "status", status }, { "lastTransitionTime", time }, { "reason", reason }, { "message", message },
        };
        if (known is null)
        {
            conditions.Add(next);
        }
        else
        {
            conditions.Items[conditions.Items.IndexOf(known)] = next;
        }

        return true;
    }
}
