using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// Checks metadata as apimachinery's ValidateObjectMeta(Update): all errors, in field order. The kinds' own fields are the schema engine's
/// next step.
/// </summary>
internal static class MetadataValidation
{
    private const int LargestAnnotations = 256 << 10;
    private static readonly string[] StandardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

    /// <summary>Checks a new version against the old one (null for a create).</summary>
    public static void Check(ResourceType type, ObjectNode tree, ObjectNode? current, FieldErrors errors)
    {
        var meta = new ObjectMeta(tree);
        var causes = new List<StatusCause>();
        if (current is null)
        {
            CheckName(type, meta, causes);
        }

        CheckLabels(meta, causes);
        CheckAnnotations(meta, causes);
        CheckOwners(meta, causes);
        CheckFinalizers(meta, current, causes);
        causes.ForEach(errors.Add);
    }

    private static void CheckName(ResourceType type, ObjectMeta meta, List<StatusCause> causes)
    {
        if (meta.GenerateName.Length > 0)
        {
            // The generated end makes a trailing '-' legal.
            var prefix = meta.GenerateName.TrimEnd('-');
            var wrong = prefix.Length == 0 ? [] : NameRules.Name(type.Traits.NameRule, prefix);
            causes.AddRange(wrong.Select(w => Invalid("metadata.generateName", meta.GenerateName, w)));
        }

        if (meta.Name.Length == 0)
        {
            causes.Add(new StatusCause("FieldValueRequired", "Required value: name or generateName is required", "metadata.name"));
        }
        else
        {
            causes.AddRange(NameRules.Name(type.Traits.NameRule, meta.Name).Select(w => Invalid("metadata.name", meta.Name, w)));
        }
    }

    private static void CheckLabels(ObjectMeta meta, List<StatusCause> causes)
    {
        foreach (var (key, value) in meta.Node.Object("labels") ?? [])
        {
            causes.AddRange(NameRules.Qualified(key).Select(w => Invalid("metadata.labels", key, w)));
            var text = (value as TextNode)?.Value ?? "";
            causes.AddRange(NameRules.LabelValue(text).Select(w => Invalid("metadata.labels", text, w)));
        }
    }

    private static void CheckAnnotations(ObjectMeta meta, List<StatusCause> causes)
    {
        var size = 0;
        foreach (var (key, value) in meta.Node.Object("annotations") ?? [])
        {
            causes.AddRange(NameRules.Qualified(key.ToLowerInvariant()).Select(w => Invalid("metadata.annotations", key, w)));
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount((value as TextNode)?.Value ?? "");
        }

        if (size > LargestAnnotations)
        {
            causes.Add(
                new StatusCause("FieldValueTooLong", $"Too long: may not be more than {LargestAnnotations} bytes", "metadata.annotations"));
        }
    }

    private static void CheckOwners(ObjectMeta meta, List<StatusCause> causes)
    {
        foreach (var owner in meta.Node.Array("ownerReferences")?.Items.OfType<ObjectNode>() ?? [])
        {
            foreach (var name in new[] { "kind", "name", "uid" })
            {
                if (string.IsNullOrEmpty(owner.Text(name)))
                {
                    causes.Add(Invalid($"metadata.ownerReferences.{name}", "", "must not be empty"));
                }
            }
        }
    }

    private static void CheckFinalizers(ObjectMeta meta, ObjectNode? current, List<StatusCause> causes)
    {
        var position = 0;
        foreach (var name in meta.Finalizers)
        {
            var wrong = NameRules.Qualified(name);
            causes.AddRange(wrong.Select(w => Invalid("metadata.finalizers", name, w)));
            if (wrong.Count == 0 && !name.Contains('/') && !StandardFinalizers.Contains(name))
            {
                causes.Add(Invalid($"metadata.finalizers[{position}]", name,
                    "name is neither a standard finalizer name nor is it fully qualified"));
            }

            position++;
        }

        if (current is null || !meta.IsTerminating)
        {
            return;
        }

        var added = meta.Finalizers.Except(new ObjectMeta(current).Finalizers).ToList();
        if (added.Count > 0)
        {
            var list = string.Join(", ", added.Select(a => $"\"{a}\""));
            var cause = new StatusCause("FieldValueForbidden",
                $"Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}",
                "metadata.finalizers");
            causes.AddRange([cause, cause]); // the original checks it in two places
        }
    }

    private static StatusCause Invalid(string field, string value, string text) =>
        new("FieldValueInvalid", $"Invalid value: \"{value}\": {text}", field);
}
