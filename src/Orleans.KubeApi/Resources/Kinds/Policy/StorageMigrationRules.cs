using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Policy;

/// <summary>storagemigration.k8s.io StorageVersionMigration: a fixed resource, and an end that is told once through /status.</summary>
internal sealed class StorageMigrationRules : KindRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec");
    private static readonly FieldPath Status = FieldPath.Of("status");
    private static readonly FieldPath Conditions = Status.Child("conditions");

    /// <inheritdoc/>
    public override MetadataChecks MetadataChecks => MetadataChecks.Both;

    /// <inheritdoc/>
    public override void PrepareForUpdate(ObjectNode tree, ObjectNode old, KindContext context)
    {
        if (context.Subresource.Length > 0)
        {
            StatusMetadata.Reset(tree, old);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var resource = tree.Object("spec")?.Object("resource");
        var (path, name) = (Spec.Child("resource"), resource.Str("resource"));
        if (name.Length == 0)
        {
            errors.Required(path.Child("resource"), "resource is required to be set");
        }
        else
        {
            Report(errors, path.Child("resource"), name, NameRules.Label1035(name));
        }

        if (resource.Str("group") is { Length: > 0 } group)
        {
            Report(errors, path.Child("group"), group, NameRules.Subdomain(group));
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (context.Subresource.Length == 0)
        {
            Validate(tree, errors, context);
            FieldChecks.Unchanged(errors, Spec, tree, old, "spec");
            return;
        }

        CheckVersion(tree.TextIn("status", "resourceVersion"), old.TextIn("status", "resourceVersion"), errors);
        ConditionRules.Check(tree.Object("status"), Conditions, errors);
        CheckEnds(tree, old, errors);
    }

    private static void CheckVersion(string version, string before, FieldErrors errors)
    {
        var path = Status.Child("resourceVersion");
        if (version.Length == 0 || version[0] == '0' || !version.All(char.IsAsciiDigit))
        {
            errors.Invalid(path, version, $"resource version is not well formed: {version}");
        }

        if (before.Length > 0 && before != version)
        {
            errors.Invalid(path, version, Checks.ImmutableText);
        }
    }

    private static void CheckEnds(ObjectNode tree, ObjectNode old, FieldErrors errors)
    {
        var (succeeded, failed, running) = (Is(tree, "Succeeded"), Is(tree, "Failed"), Is(tree, "Running"));
        (bool IsWrong, string Text)[] rules =
        [
            (succeeded && failed, "Both success and failed conditions cannot be true at the same time"),
            (succeeded && running, "Running condition cannot be true when success condition is true"),
            (failed && running, "Running condition cannot be true when failed condition is true"),
            (Is(old, "Succeeded") && !succeeded, "Success condition cannot be set to false once it is true"),
            (Is(old, "Failed") && !failed, "Failed condition cannot be set to false once it is true"),
        ];
        foreach (var (isWrong, text) in rules)
        {
            if (isWrong)
            {
                errors.Invalid(Conditions, tree.Object("status")?["conditions"], text);
            }
        }
    }

    private static bool Is(ObjectNode tree, string type) =>
        tree.Object("status").ObjectsOf("conditions").Any(c => c.Item.Str("type") == type && c.Item.Str("status") == "True");

    private static void Report(FieldErrors errors, FieldPath path, string value, List<string> wrong)
    {
        if (wrong.Count > 0)
        {
            errors.Invalid(path, value, string.Join(',', wrong));
        }
    }
}
