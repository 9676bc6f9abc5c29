using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>Core ConfigMap: keys that can be file names, 1 MiB in all, optional immutability.</summary>
internal sealed class ConfigMapRules : KindRules
{
    internal const int Largest = 1 << 20;
    internal const string ImmutableText = "field is immutable when `immutable` is set";

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var size = 0L;
        var binary = tree.Object("binaryData");
        foreach (var (key, value) in tree.Object("data") ?? [])
        {
            FieldChecks.Report(errors, FieldPath.Of("data").Key(key), key, NameRules.ConfigKey(key));
            if (binary?.Has(key) == true)
            {
                errors.Invalid(FieldPath.Of("data").Key(key), key, "duplicate of key present in binaryData");
            }

            size += value is TextNode text ? Encoding.UTF8.GetByteCount(text.Value) : 0;
        }

        foreach (var (key, value) in binary ?? [])
        {
            FieldChecks.Report(errors, FieldPath.Of("binaryData").Key(key), key, NameRules.ConfigKey(key));
            size += SecretRules.DecodedLength(value);
        }

        if (size > Largest)
        {
            // The original names the whole object by a path without a name, which prints like this.
            errors.TooLong(FieldPath.Of("[]"), Largest);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        CheckImmutable(tree, old, errors, ["data", "binaryData"]);
        Validate(tree, errors, context);
    }

    /// <summary>An object that was marked immutable keeps the mark and the named members.</summary>
    internal static void CheckImmutable(ObjectNode tree, ObjectNode old, FieldErrors errors, ReadOnlySpan<string> members)
    {
        if (!old.Flag("immutable"))
        {
            return;
        }

        if (!tree.Flag("immutable"))
        {
            errors.Forbidden(FieldPath.Of("immutable"), ImmutableText);
        }

        foreach (var member in members)
        {
            if (!Checks.Same(tree[member], old[member]))
            {
                errors.Forbidden(FieldPath.Of(member), ImmutableText);
            }
        }
    }
}
