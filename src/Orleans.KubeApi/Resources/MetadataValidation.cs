using System.Text;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// Checks metadata as apimachinery's ValidateObjectMeta and ValidateObjectMetaUpdate. An update is checked in common first (as a new
/// object and as a changed one) and then as often as the kind's own validation does; so one fault stands in the causes several times,
/// and once in the message.
/// </summary>
internal static class MetadataValidation
{
    private const int LargestAnnotations = 256 << 10;
    private static readonly FieldPath Root = FieldPath.Of("metadata");

    /// <summary>Checks a new object's metadata.</summary>
    public static void CheckNew(ResourceType type, KindRules rules, ObjectNode tree, FieldErrors errors)
    {
        var meta = new ObjectMeta(tree);
        CheckName(type.Traits.NameRule, meta, errors);
        CheckContent(meta, errors);
        CheckFinalizerNames(meta, errors);
        if (rules is { ChecksMetadata: true, ChecksFinalizerDomains: true })
        {
            CheckShortFinalizers(meta, errors);
        }
    }

    /// <summary>Checks a new version's metadata against the old one's.</summary>
    public static void CheckUpdate(KindRules rules, string subresource, ObjectNode tree, ObjectNode current, FieldErrors errors)
    {
        var meta = new ObjectMeta(tree);
        var old = new ObjectMeta(current);
        var checks = subresource.Length == 0 ? rules.MetadataChecks : rules.SubresourceChecks;
        var before = errors.Count;
        CheckContent(meta, errors);
        CheckFinalizerNames(meta, errors);
        CheckChange(meta, old, errors);
        if (errors.Count > before)
        {
            Repeat(checks, meta, old, errors);
        }

        for (var i = 0; rules.ChecksFinalizerDomains && i < checks.AsNew + checks.AsChange; i++)
        {
            CheckShortFinalizers(meta, errors);
        }
    }

    /// <summary>Checks labels: <c>ValidateLabels</c>.</summary>
    public static void CheckLabels(ObjectNode? labels, FieldPath path, FieldErrors errors)
    {
        foreach (var (key, value) in labels ?? [])
        {
            Report(NameRules.Qualified(key), key, path, errors);
            var text = (value as TextNode)?.Value ?? "";
            Report(NameRules.LabelValue(text), text, path, errors);
        }
    }

    /// <summary>Checks annotations: <c>ValidateAnnotations</c>.</summary>
    public static void CheckAnnotations(ObjectNode? annotations, FieldPath path, FieldErrors errors)
    {
        var size = 0L;
        foreach (var (key, value) in annotations ?? [])
        {
            Report(NameRules.Qualified(key.ToLowerInvariant()), key, path, errors);
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount((value as TextNode)?.Value ?? "");
        }

        if (size > LargestAnnotations)
        {
            errors.TooLong(path, LargestAnnotations);
        }
    }

    // The kind's own checks come after the common ones.
    private static void Repeat(MetadataChecks checks, ObjectMeta meta, ObjectMeta old, FieldErrors errors)
    {
        for (var i = 0; i < checks.AsChange; i++)
        {
            CheckChange(meta, old, errors);
        }

        for (var i = 0; i < checks.AsNew; i++)
        {
            CheckContent(meta, errors);
            CheckFinalizerNames(meta, errors);
        }
    }

    private static void CheckName(string rule, ObjectMeta meta, FieldErrors errors)
    {
        if (meta.GenerateName.Length > 0)
        {
            Report(NameRules.Prefix(rule, meta.GenerateName), meta.GenerateName, Root.Child("generateName"), errors);
        }

        if (meta.Name.Length == 0)
        {
            errors.Required(Root.Child("name"), "name or generateName is required");
        }
        else
        {
            Report(NameRules.Name(rule, meta.Name), meta.Name, Root.Child("name"), errors);
        }
    }

    private static void CheckContent(ObjectMeta meta, FieldErrors errors)
    {
        if (meta.Generation < 0)
        {
            errors.Invalid(Root.Child("generation"), meta.Node["generation"], "must be greater than or equal to 0");
        }

        CheckLabels(meta.Node.Object("labels"), Root.Child("labels"), errors);
        CheckAnnotations(meta.Node.Object("annotations"), Root.Child("annotations"), errors);
        CheckOwners(meta.Node.Array("ownerReferences"), errors);
    }

    private static void CheckChange(ObjectMeta meta, ObjectMeta old, FieldErrors errors)
    {
        if (old.IsTerminating)
        {
            var added = meta.Finalizers.Except(old.Finalizers).Order(StringComparer.Ordinal).Select(a => GoText.Quote(a)).ToList();
            if (added.Count > 0)
            {
                errors.Forbidden(Root.Child("finalizers"), "no new finalizers can be added if the object is being deleted, found new " +
                    $"finalizers []string{{{string.Join(", ", added)}}}");
            }
        }

        if (meta.Uid != old.Uid)
        {
            errors.Invalid(Root.Child("uid"), meta.Uid, "field is immutable");
        }

        CheckContent(meta, errors);
    }

    private static void CheckOwners(ArrayNode? owners, FieldErrors errors)
    {
        var path = Root.Child("ownerReferences");
        var controller = "";
        foreach (var owner in owners?.Items.OfType<ObjectNode>() ?? [])
        {
            CheckOwner(owner, path, errors);
            if (owner["controller"] is not BoolNode { Value: true })
            {
                continue;
            }

            var name = $"{owner.Text("kind")}/{owner.Text("name")}";
            if (controller.Length > 0)
            {
                errors.Invalid(path, owners, "Only one reference can have Controller set to true. Found \"true\" in references for " +
                    $"{controller} and {name}");
            }
            else
            {
                controller = name;
            }
        }
    }

    private static void CheckOwner(ObjectNode owner, FieldPath path, FieldErrors errors)
    {
        var apiVersion = owner.Text("apiVersion") ?? "";
        var slash = apiVersion.IndexOf('/');
        if (apiVersion.Length == 0 || slash == apiVersion.Length - 1 || (slash >= 0 && apiVersion.IndexOf('/', slash + 1) >= 0))
        {
            errors.Invalid(path.Child("apiVersion"), apiVersion, "version must not be empty");
        }

        foreach (var name in (ReadOnlySpan<string>)["kind", "name", "uid"])
        {
            if (string.IsNullOrEmpty(owner.Text(name)))
            {
                errors.Invalid(path.Child(name), "", "must not be empty");
            }
        }

        // Events are leaves: nothing may wait for one.
        if (apiVersion == "v1" && owner.Text("kind") == "Event")
        {
            errors.Invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner");
        }
    }

    private static void CheckFinalizerNames(ObjectMeta meta, FieldErrors errors)
    {
        var (orphan, foreground) = (false, false);
        foreach (var name in meta.Finalizers)
        {
            Report(NameRules.Qualified(name), name, Root.Child("finalizers"), errors);
            orphan |= name == "orphan";
            foreground |= name == "foregroundDeletion";
        }

        if (orphan && foreground)
        {
            errors.Invalid(Root.Child("finalizers"), meta.Node["finalizers"], "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    private static void CheckShortFinalizers(ObjectMeta meta, FieldErrors errors)
    {
        var position = 0;
        foreach (var name in meta.Finalizers)
        {
            if (!name.Contains('/') && name is not ("kubernetes" or "orphan" or "foregroundDeletion"))
            {
                errors.Invalid(Root.Child("finalizers").Index(position), name,
                    "name is neither a standard finalizer name nor is it fully qualified");
            }

            position++;
        }
    }

    private static void Report(List<string> wrong, string value, FieldPath path, FieldErrors errors)
    {
        foreach (var text in wrong)
        {
            errors.Invalid(path, value, text);
        }
    }
}
