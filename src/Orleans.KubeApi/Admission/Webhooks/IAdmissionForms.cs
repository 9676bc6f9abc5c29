using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Webhooks;

/// <summary>What webhooks need of the catalog: other versions of a resource, conversion, and the result of a patch as an object
/// again.</summary>
internal interface IAdmissionForms
{
    /// <summary>The other served resources behind which the same objects are (events, autoscalers), with the subresource's kind
    /// there.</summary>
    IReadOnlyList<ReviewTarget> Equivalents(ReviewTarget target, string subresource);

    /// <summary>The object in another version; the given tree stays as it is.</summary>
    ObjectNode Convert(ObjectNode tree, ReviewTarget from, ReviewTarget to);

    /// <summary>
    /// Applies a JSON patch within its limits, decodes the result strictly typed and fills defaults. The given tree stays as it is.
    /// </summary>
    /// <exception cref="StatusException">
    /// 400: the patch is malformed; 413: too large; 422: it doesn't apply; 500: its result isn't an object of the kind.
    /// </exception>
    ObjectNode Patch(ObjectNode tree, ReadOnlySpan<byte> patch, ReviewTarget target, string subresource);
}
