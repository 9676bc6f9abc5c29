using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds;

/// <summary>
/// What one kind adds to the general rules of a write (the original's defaulting functions, strategy and validation). Stateless. All trees
/// are in the request's version and canonical: an absent member is its zero value. Members may be set in any order; the canonical order
/// is restored afterwards.
/// </summary>
/// <remarks>
/// Order of a write: decode, <see cref="Default"/>, managedFields, mutating admission (then <see cref="Default"/> again), system fields and
/// the kept halves (status or spec), <see cref="PrepareForCreate"/> or <see cref="PrepareForUpdate"/>, generation, metadata errors, then
/// <see cref="Validate"/> or <see cref="ValidateUpdate"/>, <see cref="Warn"/>, validating admission, commit.
/// </remarks>
internal class KindRules
{
    /// <summary>A kind without rules of its own.</summary>
    public static KindRules None { get; } = new();

    /// <summary>Fills defaults of this version in place (the original's SetDefaults functions). Idempotent.</summary>
    public virtual void Default(ObjectNode tree)
    {
    }

    /// <summary>Whether a create may bring a status; else it is dropped before <see cref="PrepareForCreate"/>.</summary>
    public virtual bool KeepsStatusOnCreate => false;

    /// <summary>Strategy.PrepareForCreate: fields that a client can't choose on create.</summary>
    public virtual void PrepareForCreate(ObjectNode tree, KindContext context)
    {
    }

    /// <summary>
    /// Strategy.PrepareForUpdate, of the object or of a subresource (see <see cref="KindContext.Subresource"/>). Status (main endpoint) or
    /// everything but metadata and status (/status) is already the old object's.
    /// </summary>
    public virtual void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
    }

    /// <summary>Whether metadata changed in a way that counts as a change of spec for metadata.generation.</summary>
    public virtual bool MetadataCountsAsSpec(ObjectNode tree, ObjectNode old) => false;

    /// <summary>
    /// Whether a create's metadata is the matter of the kind's own validation; else the common check, for which any path segment is a
    /// name, comes when nothing else is wrong.
    /// </summary>
    public virtual bool ChecksMetadata => true;

    /// <summary>Whether finalizers need a domain: what core checks, and the common machinery doesn't.</summary>
    public virtual bool ChecksFinalizerDomains => true;

    /// <summary>How often an update of the object checks its metadata once more.</summary>
    public virtual MetadataChecks MetadataChecks => MetadataChecks.OnlyChange;

    /// <summary>How often an update of a subresource checks the metadata once more.</summary>
    public virtual MetadataChecks SubresourceChecks => MetadataChecks.OnlyChange;

    /// <summary>Checks a new object; metadata is already checked.</summary>
    public virtual void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
    }

    /// <summary>
    /// Checks a changed object against the old one, of the object or of a subresource; metadata is already checked. Without rules of its
    /// own a kind is checked as a new one.
    /// </summary>
    public virtual void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            Validate(tree, errors, context);
        }
    }

    /// <summary>Strategy.WarningsOnCreate and WarningsOnUpdate (<paramref name="old"/> null on create): appends to the warnings.</summary>
    public virtual void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
    }
}
