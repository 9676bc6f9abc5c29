using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Core;

/// <summary>Core Namespace: its finalizer and label, its phase; spec.finalizers change only through /finalize.</summary>
internal sealed class NamespaceRules : KindRules
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void Default(ObjectNode tree)
    {
        var meta = new ObjectMeta(tree);
        if (meta.Name.Length > 0)
        {
            meta.Node.Child("labels").Set(NameLabel, meta.Name);
        }

        Fill.Zero(tree.Child("status"), "phase", "Active");
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(ObjectNode tree, KindContext context)
    {
        tree.Set("status", new ObjectNode { { "phase", "Active" } });
        var finalizers = tree.Child("spec").Array("finalizers") ?? new ArrayNode();
        if (!finalizers.Items.Exists(f => f is TextNode { Value: "kubernetes" }))
        {
            finalizers.Add("kubernetes");
        }

        tree.Child("spec").Set("finalizers", finalizers);
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        // Only /finalize changes spec.finalizers, and it changes nothing else.
        if (context.Subresource == "finalize")
        {
            tree["status"] = old["status"]?.Clone();
        }
        else
        {
            tree["spec"] = old["spec"]?.Clone();
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var path = FieldPath.Of("spec").Child("finalizers");
        foreach (var name in tree.Object("spec").Items("finalizers"))
        {
            CheckFinalizer(errors, path, name.Str());
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource == "finalize")
        {
            var path = FieldPath.Of("spec").Child("finalizers");
            var finalizers = tree.Object("spec").Items("finalizers");
            for (var i = 0; i < finalizers.Count; i++)
            {
                CheckFinalizer(errors, path.Index(i), finalizers[i].Str());
            }
        }
        else if (context.Subresource == "status")
        {
            CheckPhase(tree, errors);
        }
    }

    private static void CheckPhase(ObjectNode tree, FieldErrors errors)
    {
        var phase = tree.Object("status").Str("phase");
        var path = FieldPath.Of("status").Child("Phase");
        if (new ObjectMeta(tree).IsTerminating)
        {
            if (phase != "Terminating")
            {
                errors.Invalid(path, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
            }
        }
        else if (phase != "Active")
        {
            errors.Invalid(path, phase, "may only be 'Active' if `deletionTimestamp` is empty");
        }
    }

    private static void CheckFinalizer(FieldErrors errors, FieldPath path, string name)
    {
        Names.Qualified(errors, path, name);
        if (!name.Contains('/') && name is not ("kubernetes" or "orphan" or "foregroundDeletion"))
        {
            errors.Invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified");
        }
    }
}
