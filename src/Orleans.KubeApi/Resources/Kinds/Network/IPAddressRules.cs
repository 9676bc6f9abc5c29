using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>IPAddress of networking.k8s.io: named by a canonical address (a name rule of the catalog), its owner never changes.</summary>
internal sealed class IPAddressRules : KindRules
{
    private static readonly FieldPath Parent = FieldPath.Of("spec").Child("parentRef");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        if (tree.Object("spec")?.Object("parentRef") is not { } parent)
        {
            errors.Required(Parent);
            return;
        }

        if (parent.Text("group") is { Length: > 0 } group)
        {
            FieldChecks.Report(errors, Parent.Child("group"), group, NameRules.Subdomain(group));
        }

        IngressBackends.Segment(parent, "resource", Parent, errors);
        IngressBackends.Segment(parent, "name", Parent, errors);
        if (parent.Text("namespace") is { Length: > 0 } ns)
        {
            FieldChecks.Report(errors, Parent.Child("namespace"), ns, NameRules.PathSegment(ns));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Validate(tree, errors, context);
        var parent = tree.Object("spec")?["parentRef"];
        if (!Node.DeepEquals(parent, old.Object("spec")?["parentRef"]))
        {
            errors.Invalid(Parent, parent, "field is immutable");
        }
    }
}
