namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>One rule of a webhook: which operations of which resources it wants to see.</summary>
internal sealed record WebhookRule(
    IReadOnlyList<string> Operations, IReadOnlyList<string> Groups, IReadOnlyList<string> Versions, IReadOnlyList<string> Resources,
    string Scope)
{
    /// <summary>Whether the rule covers a request of this resource and version.</summary>
    public bool Matches(AdmissionRequest request, string operation, ReviewTarget target)
    {
        var isNamespaced = request.Namespace.Length > 0 && target is not { Group: "", Resource: "namespaces" };
        return (Scope switch { "Namespaced" => isNamespaced, "Cluster" => !isNamespaced, _ => true })
            && Has(Operations, operation)
            && Has(Groups, target.Group)
            && Has(Versions, target.Version)
            && HasResource(target.Resource, request.Subresource);
    }

    private bool HasResource(string resource, string subresource)
    {
        foreach (var item in Resources)
        {
            var slash = item.IndexOf('/', StringComparison.Ordinal);
            var name = slash < 0 ? item.AsSpan() : item.AsSpan(0, slash);
            var sub = slash < 0 ? [] : item.AsSpan(slash + 1);
            if ((name is "*" || name.SequenceEqual(resource)) && (sub is "*" || sub.SequenceEqual(subresource)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(IReadOnlyList<string> items, string wanted)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] == "*" || items[i] == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
