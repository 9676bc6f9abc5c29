using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>node.k8s.io/v1 RuntimeClass.</summary>
internal sealed class RuntimeClassRules : KindRules
{
    private static readonly FieldPath Handler = FieldPath.Of("handler");
    private static readonly FieldPath Scheduling = FieldPath.Of("scheduling");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => ResourceLists.RoundToMilli(tree.Object("overhead")?.Object("podFixed"));

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        Names.Label(errors, Handler, tree.Str("handler"));
        if (tree.Object("overhead")?.Object("podFixed") is { } overhead)
        {
            // Like in the original, which checks the overhead as a container's limits.
            new ResourceChecks(errors, PodCheckOptions.For(null, isPod: false), [])
                .Check(new ObjectNode { ["limits"] = overhead }, isPod: false, FieldPath.Of("overhead"));
        }

        if (tree.Object("scheduling") is { } scheduling)
        {
            Names.Labels(errors, Scheduling.Child("nodeSelector"), scheduling.Object("nodeSelector"));
            var tolerations = scheduling.Items("tolerations");
            TolerationChecks.Check(tolerations, Scheduling.Child("tolerations"), errors);
            TolerationChecks.Unique(tolerations, Scheduling.Child("tolerations"), errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        Validate(tree, errors, context);
        Checks.Immutable(tree, old, "handler", FieldPath.Root, errors);
    }

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        foreach (var (key, _) in tree.Object("scheduling")?.Object("nodeSelector") ?? [])
        {
            DeprecatedNodeLabels.WarnUnnamed(key, Scheduling.Child("nodeSelector"), context.Warnings);
        }
    }
}
