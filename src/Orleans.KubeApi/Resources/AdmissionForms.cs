using Orleans.KubeApi.Admission.Webhooks;
using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds;
using Orleans.KubeApi.Resources.Subresources;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>What webhooks need of the catalog and the kinds' rules.</summary>
internal sealed class AdmissionForms(ResourceCatalog catalog) : IAdmissionForms
{
    /// <inheritdoc/>
    public IReadOnlyList<ReviewTarget> Equivalents(ReviewTarget target, string subresource)
    {
        if (Find(target) is not { Versions.Count: > 1 } type)
        {
            return [];
        }

        return [.. type.Versions
            .Where(v => v.Kind != type.Kind)
            .Select(v => new ReviewTarget(v.Resource.Group, v.Kind.Version, v.Resource.Resource, KindOf(v, subresource, target.Kind)))];
    }

    /// <inheritdoc/>
    public ObjectNode Convert(ObjectNode tree, ReviewTarget from, ReviewTarget to)
    {
        if (from.Kind == to.Kind || Find(from) is not { } source || Find(to) is not { } target)
        {
            return tree; // bodies of a kind of their own are the same in all versions of their parent
        }

        var copy = ObjectDecoder.Canonicalize(tree, source.Schema).Object;
        return TreeForm.ForRequest(target, source.ToStorage is { } convert ? convert(copy) : copy);
    }

    /// <inheritdoc/>
    public ObjectNode Patch(ObjectNode tree, ReadOnlySpan<byte> patch, ReviewTarget target, string subresource)
    {
        Node patched;
        try
        {
            patched = JsonPatch.Apply(tree.Clone(), patch);
        }
        catch (StatusException refused)
        {
            throw StatusErrors.Internal($"the webhook's patch does not apply: {refused.Status.Message}");
        }

        if (patched is not ObjectNode next || Find(target) is not { } type)
        {
            throw StatusErrors.Internal("the webhook's patch makes no object");
        }

        if (type.Kind != target.Kind && type.Subresource(subresource)!.Schema is null)
        {
            next.Set("kind", target.Kind.Kind); // the options of a connection: flat, and nothing is made of them but questions
            next.Set("apiVersion", target.Kind.ApiVersion);
            return next;
        }

        var body = type.Kind == target.Kind ? type : SubresourceTypes.Of(type, subresource);
        try
        {
            var decoded = ObjectDecoder.Canonicalize(next, body.Schema).Object;
            decoded.Set("kind", target.Kind.Kind);
            decoded.Set("apiVersion", target.Kind.ApiVersion);
            KindRulesTable.Of(target.Kind).Default(decoded);
            return TreeOrder.Restore(decoded, body.Schema);
        }
        catch (DecodeException wrong)
        {
            throw StatusErrors.Internal(wrong.Message);
        }
    }

    private ResourceType? Find(ReviewTarget target) => catalog.Find(target.Group, target.Version, target.Resource);

    // A subresource without a kind of its own has the version's.
    private static GroupVersionKind KindOf(ResourceType version, string subresource, GroupVersionKind asked) =>
        subresource.Length > 0 && version.Subresource(subresource) is { } found
            ? found.Kind.Kind == version.Kind.Kind ? version.Kind : found.Kind
            : subresource.Length == 0 ? version.Kind : asked;
}
