using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Workloads;

/// <summary>scheduling.k8s.io/v1 PriorityClass.</summary>
internal sealed class PriorityClassRules : KindRules
{
    private const long Largest = 1_000_000_000;
    private const string SystemPrefix = "system-";
    private static readonly Node Preempt = "PreemptLowerPriority";
    private static readonly string[] Policies = ["PreemptLowerPriority", "Never"];

    // Values of the classes that the system brings.
    private static readonly (string Name, long Value)[] System =
        [("system-node-critical", (2 * Largest) + 1000), ("system-cluster-critical", 2 * Largest)];

    /// <inheritdoc/>
    public override void Default(ObjectNode tree) => Fill.Pointer(tree, "preemptionPolicy", Preempt);

    /// <summary>The generation is 1 for ever: what could change isn't spec.</summary>
    public override void PrepareForCreate(ObjectNode tree, KindContext context) => new ObjectMeta(tree).Set("generation", 1);

    /// <inheritdoc/>
    public override void Validate(ObjectNode tree, FieldErrors errors, KindContext context)
    {
        var name = new ObjectMeta(tree).Name;
        if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            if (SystemError(name, tree) is { } wrong)
            {
                errors.Forbidden(FieldPath.Of("metadata").Child("name"),
                    $"priority class names with '{SystemPrefix}' prefix are reserved for system use only. error: {wrong}");
            }
        }
        else if (tree.Int("value") > Largest)
        {
            errors.Forbidden(FieldPath.Of("value"), string.Create(CultureInfo.InvariantCulture,
                $"maximum allowed value of a user defined priority is {Largest}"));
        }

        switch (tree.Str("preemptionPolicy"))
        {
            case "PreemptLowerPriority" or "Never":
                break;
            case "":
                errors.Required(FieldPath.Of("preemptionPolicy"));
                break;
            case var policy:
                errors.NotSupported(FieldPath.Of("preemptionPolicy"), policy, Policies);
                break;
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(ObjectNode tree, ObjectNode old, FieldErrors errors, KindContext context)
    {
        if (tree.Int("value") != old.Int("value"))
        {
            errors.Forbidden(FieldPath.Of("value"), "may not be changed in an update.");
        }

        Checks.Immutable(tree, old, "preemptionPolicy", FieldPath.Root, errors);
    }

    private static string? SystemError(string name, ObjectNode tree)
    {
        foreach (var known in System)
        {
            if (known.Name == name)
            {
                return tree.Int("value") != known.Value
                    ? string.Create(CultureInfo.InvariantCulture, $"value of {name} PriorityClass must be {known.Value}")
                    : tree.Flag("globalDefault") ? $"globalDefault of {name} PriorityClass must be false" : null;
            }
        }

        return $"{name} is not a known system priority class";
    }
}
