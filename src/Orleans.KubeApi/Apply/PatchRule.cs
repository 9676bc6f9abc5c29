using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Apply;

/// <summary>How strategic merge treats one field.</summary>
/// <param name="Name">The field.</param>
/// <param name="Type">Its type, null where nothing is known (free-form JSON, unknown fields).</param>
/// <param name="Strategy">"merge", "replace" or "": lists are replaced and maps merged.</param>
/// <param name="MergeKey">The key by which list elements are matched, "" if none.</param>
internal readonly record struct PatchRule(string Name, TypeSchema? Type, string Strategy, string MergeKey)
{
    /// <summary>The type of list elements.</summary>
    public TypeSchema? Element => Type?.Element;

    /// <summary>The rule of a member of a type.</summary>
    public static PatchRule Of(TypeSchema? owner, string name)
    {
        if (owner?.Shape == TypeShape.Struct && owner.Field(name) is { } field)
        {
            // retainKeys only announces a directive; what remains beside it is the strategy.
            var strategy = field.PatchStrategy.StartsWith("merge", StringComparison.Ordinal) ? "merge"
                : field.PatchStrategy == "replace" ? "replace" : "";
            return new(name, field.Type, strategy, field.PatchMergeKey);
        }

        return new(name, owner?.Shape == TypeShape.Map ? owner.Element : null, "", "");
    }
}
