using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>ServiceCIDR of networking.k8s.io: one range of each family; only a second one may be added later.</summary>
internal sealed class ServiceCidrRules : KindRules
{
    private static readonly FieldPath Path = FieldPath.Of("spec").Child("cidrs");

    /// <summary>/status changes no metadata; the object itself takes a status, on create and later.</summary>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            StatusMetadata.Reset(tree, old);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context) => Check(tree, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            return;
        }

        var next = tree.Object("spec").Texts("cidrs");
        var before = old.Object("spec").Texts("cidrs");
        if (next.Count != before.Count && (before.Count, next.Count) != (1, 2))
        {
            errors.Invalid(Path, tree.Object("spec")?.Array("cidrs"), "field is immutable");
            return;
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (next[i] != before[i])
            {
                errors.Invalid(Path.Index(i), next[i], "field is immutable");
            }
        }

        if (next.Count > before.Count)
        {
            Check(tree, errors);
        }
    }

    private static void Check(ObjectNode tree, FieldErrors errors)
    {
        var cidrs = tree.Object("spec").Texts("cidrs");
        if (cidrs.Count == 0)
        {
            errors.Required(Path, "at least one CIDR required");
            return;
        }

        if (cidrs.Count > 2)
        {
            errors.Invalid(Path, tree.Object("spec"), "may only hold up to 2 values");
            return;
        }

        for (var i = 0; i < cidrs.Count; i++)
        {
            AddressRules.CheckStrictCidr(cidrs[i], Path.Index(i), errors);
        }

        if (cidrs.Count == 2 && CidrText.TryParse(cidrs[0], out var first) && CidrText.TryParse(cidrs[1], out var second)
            && first.Address.IsV4 == second.Address.IsV4)
        {
            errors.Invalid(Path, tree.Object("spec")!.Array("cidrs"),
                "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }
}
