using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>Core ServiceAccount: references to secrets are kept by name alone.</summary>
internal sealed class ServiceAccountRules : KindRules
{
    private const string Mountable = "kubernetes.io/enforce-mountable-secrets";

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        var secrets = tree.Items("secrets");
        for (var i = 0; i < secrets.Count; i++)
        {
            if (secrets[i] is ObjectNode { Count: > 0 } secret)
            {
                var name = secret["name"];
                secret.Clear();
                secret["name"] = name;
            }
        }
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context) => PrepareForCreate(tree, context);

    /// <inheritdoc/>
    public override void Warn(ObjectNode tree, ObjectNode? old, KindContext context)
    {
        if (Marked(tree) && (old is null || !Marked(old)))
        {
            context.Warnings.Add($"metadata.annotations[{Mountable}]: deprecated in v1.32+; prefer separate namespaces to isolate access " +
                "to mounted secrets");
        }
    }

    private static bool Marked(ObjectNode tree) => tree.Object("metadata")?.Object("annotations")?.Has(Mountable) == true;
}
