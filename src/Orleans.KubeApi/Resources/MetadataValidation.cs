using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// Checks metadata as apimachinery's ValidateObjectMeta and ValidateObjectMetaUpdate. An update is checked in common first (as a new
/// object and as a changed one) and then as often as the kind's own validation does; so one fault stands in the causes several times,
/// and once in the message.
/// </summary>
internal static class MetadataValidation
{
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
            FieldChecks.Report(errors, Root.Child("generateName"), meta.GenerateName, NameRules.Prefix(rule, meta.GenerateName));
        }

        if (meta.Name.Length == 0)
        {
            errors.Required(Root.Child("name"), "name or generateName is required");
        }
        else
        {
            FieldChecks.Report(errors, Root.Child("name"), meta.Name, NameRules.Name(rule, meta.Name));
        }
    }

    private static void CheckContent(ObjectMeta meta, FieldErrors errors)
    {
        if (meta.Generation < 0)
        {
            errors.Invalid(Root.Child("generation"), meta.Node["generation"], "must be greater than or equal to 0");
        }

        Names.Labels(errors, Root.Child("labels"), meta.Node.Object("labels"));
        Annotations.Check(meta.Node.Object("annotations"), Root.Child("annotations"), errors);
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
            Names.Qualified(errors, Root.Child("finalizers"), name);
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
}
