using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of a claim's spec wherever it stands (ValidatePersistentVolumeClaimSpec).</summary>
internal static class ClaimSpecChecks
{
    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    private static readonly string[] VolumeModes = ["Block", "Filesystem"];

    /// <summary>Checks a spec.</summary>
    /// <param name="spec">The claim's spec.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="errors">Collects what is wrong.</param>
    /// <param name="badSelector">Values in the selector that are no label values are let through.</param>
    /// <param name="badApiGroup">API groups of data sources that are no names are let through.</param>
    public static void Check(ObjectNode spec, FieldPath path, FieldErrors errors, bool badSelector = false, bool badApiGroup = false)
    {
        var modes = spec.Items("accessModes");
        if (modes.Count == 0)
        {
            errors.Required(path.Child("accessModes"), "at least 1 access mode is required");
        }

        SelectorRules.Check(spec.Object("selector"), path.Child("selector"), errors, badSelector);
        Modes(modes, path.Child("accessModes"), errors);
        Storage(spec, path.Child("resources").Key("storage"), errors);
        ClassName(spec, "storageClassName", path, errors);
        if (spec.Text("volumeMode") is { } mode && !VolumeModes.Contains(mode, StringComparer.Ordinal))
        {
            errors.NotSupported(path.Child("volumeMode"), mode, VolumeModes);
        }

        Sources(spec, path, errors, badApiGroup);
        ClassName(spec, "volumeAttributesClassName", path, errors);
    }

    private static void Modes(List<Node> modes, FieldPath path, FieldErrors errors)
    {
        var single = false;
        var other = false;
        foreach (var node in modes)
        {
            var mode = node.Str();
            var known = AccessModes.Contains(mode, StringComparer.Ordinal);
            if (!known)
            {
                errors.NotSupported(path, mode, AccessModes);
            }

            single |= mode == "ReadWriteOncePod";
            other |= known && mode != "ReadWriteOncePod";
        }

        if (single && other)
        {
            errors.Forbidden(path, "may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void Storage(ObjectNode spec, FieldPath path, FieldErrors errors)
    {
        if (spec.Object("resources")?.Object("requests")?["storage"] is not { } storage)
        {
            errors.Required(path);
        }
        else if (ResourceLists.Amount(storage).Mantissa.Sign <= 0)
        {
            errors.Invalid(path, ResourceLists.Amount(storage).ToString(), "must be greater than zero");
        }
    }

    private static void ClassName(ObjectNode spec, string member, FieldPath path, FieldErrors errors)
    {
        if (spec.Str(member).Length > 0)
        {
            Names.Subdomain(errors, path, member, spec.Str(member));
        }
    }

    private static void Sources(ObjectNode spec, FieldPath path, FieldErrors errors, bool badApiGroup)
    {
        var source = spec.Object("dataSource");
        var reference = spec.Object("dataSourceRef");
        Source(source, path.Child("dataSource"), errors, badApiGroup);
        Source(reference, path.Child("dataSourceRef"), errors, badApiGroup);
        var ns = reference.Str("namespace");
        if (ns.Length > 0)
        {
            Names.Label(errors, path.Child("dataSourceRef"), "namespace", ns);
        }

        if (source is null || reference is null)
        {
            return;
        }

        // The original prints the field's path as the value.
        if (ns.Length > 0)
        {
            errors.Invalid(path, path.Child("dataSource").ToString(), "may not be specified when dataSourceRef.namespace is specified");
        }
        else if (source.Text("apiGroup") != reference.Text("apiGroup") || source.Str("kind") != reference.Str("kind")
            || source.Str("name") != reference.Str("name"))
        {
            errors.Invalid(path, path.Child("dataSource").ToString(), "must match dataSourceRef");
        }
    }

    private static void Source(ObjectNode? source, FieldPath path, FieldErrors errors, bool badApiGroup)
    {
        if (source is null)
        {
            return;
        }

        var kind = source.Str("kind");
        var group = source.Str("apiGroup");
        if (source.Str("name").Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        if (kind.Length == 0)
        {
            errors.Required(path.Child("kind"));
        }

        if (group.Length == 0 && kind != "PersistentVolumeClaim")
        {
            errors.Invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }

        if (group.Length > 0 && !badApiGroup)
        {
            Names.Subdomain(errors, path, "apiGroup", group);
        }
    }
}
