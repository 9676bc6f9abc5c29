using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>A claim's spec, of an object or of a template in a pod or StatefulSet: defaults, data sources, checks.</summary>
internal static class ClaimSpecChecks
{
    /// <summary>Fills the mode and rounds amounts.</summary>
    public static void FillSpec(ObjectNode spec)
    {
        Fill.Pointer(spec, "volumeMode", "Filesystem");
        ResourceLists.RoundRequirements(spec.Object("resources"));
    }

    /// <summary>
    /// The old field knows claims and snapshots only; anything else in it is dropped, unless the old object had a source already or the new
    /// field is used. A source in another namespace (a feature that is off) is dropped too.
    /// </summary>
    public static void DropOtherSources(ObjectNode spec, ObjectNode? old)
    {
        if (spec.Object("dataSourceRef").Str("namespace").Length > 0 && old?.Has("dataSourceRef") != true)
        {
            spec.Remove("dataSourceRef");
        }

        if (old?.Has("dataSource") == true || old?.Has("dataSourceRef") == true || spec.Has("dataSourceRef"))
        {
            return;
        }

        var source = spec.Object("dataSource");
        var isKnown = (source.Str("kind"), source.Str("apiGroup")) is
            ("PersistentVolumeClaim", "") or ("VolumeSnapshot", "snapshot.storage.k8s.io");
        if (!isKnown)
        {
            spec.Remove("dataSource");
        }
    }

    /// <summary>Copies a source to the field of the two that is absent.</summary>
    public static void JoinSources(ObjectNode spec)
    {
        var (source, reference) = (spec.Object("dataSource"), spec.Object("dataSourceRef"));
        if (source is not null && reference is null)
        {
            spec.Set("dataSourceRef", source.Clone());
        }
        else if (reference is not null && source is null && reference.Str("namespace").Length == 0)
        {
            var copy = (ObjectNode)reference.Clone();
            copy.Remove("namespace");
            spec.Set("dataSource", copy);
        }
    }

    /// <summary>Checks all of it; <paramref name="old"/> is the old object's, whose old faults stay allowed.</summary>
    public static void Check(FieldErrors errors, FieldPath path, ObjectNode spec, ObjectNode? old)
    {
        PersistentVolumeSpecChecks.CheckAccessModes(
            errors, path.Child("accessModes"), spec.Items("accessModes"), "at least 1 access mode is required");
        SelectorRules.Check(spec.Object("selector"), path.Child("selector"), errors, tolerateValues: old?.Has("selector") == true);
        CheckSize(errors, path.Child("resources").Key("storage"), spec.Object("resources")?.Object("requests")?["storage"]);
        if (spec.Str("storageClassName") is { Length: > 0 } name)
        {
            Names.Subdomain(errors, path.Child("storageClassName"), name);
        }

        if (spec.Text("volumeMode") is { } mode && !PersistentVolumeSpecChecks.VolumeModes.Contains(mode))
        {
            errors.NotSupported(path.Child("volumeMode"), mode, PersistentVolumeSpecChecks.VolumeModes);
        }

        CheckSources(errors, path, spec, old);
        if (spec.Str("volumeAttributesClassName") is { Length: > 0 } attributes)
        {
            Names.Subdomain(errors, path.Child("volumeAttributesClassName"), attributes);
        }
    }

    private static void CheckSize(FieldErrors errors, FieldPath path, Node? size)
    {
        if (size is null)
        {
            errors.Required(path);
        }
        else if (ResourceLists.Amount(size).Mantissa.Sign <= 0)
        {
            errors.Invalid(path, size, "must be greater than zero");
        }
    }

    private static void CheckSources(FieldErrors errors, FieldPath path, ObjectNode spec, ObjectNode? old)
    {
        var (source, reference) = (spec.Object("dataSource"), spec.Object("dataSourceRef"));
        var oldGroups = old?.Object("dataSource")?.Text("apiGroup") is not null
            || old?.Object("dataSourceRef")?.Text("apiGroup") is not null;
        CheckSource(errors, path.Child("dataSource"), source, oldGroups);
        CheckSource(errors, path.Child("dataSourceRef"), reference, oldGroups);
        var ns = reference.Str("namespace");
        if (ns.Length > 0)
        {
            Names.Label(errors, path.Child("dataSourceRef").Child("namespace"), ns);
        }

        if (source is null || reference is null)
        {
            return;
        }

        if (ns.Length > 0)
        {
            errors.Invalid(path, new ObjectNode(), "may not be specified when dataSourceRef.namespace is specified");
        }
        else if (source.Text("apiGroup") != reference.Text("apiGroup")
            || source.Str("kind") != reference.Str("kind")
            || source.Str("name") != reference.Str("name"))
        {
            errors.Invalid(path, new ObjectNode(), "must match dataSourceRef");
        }
    }

    private static void CheckSource(FieldErrors errors, FieldPath path, ObjectNode? source, bool oldGroups)
    {
        if (source is null)
        {
            return;
        }

        foreach (var member in (ReadOnlySpan<string>)["name", "kind"])
        {
            if (source.Str(member).Length == 0)
            {
                errors.Required(path.Child(member));
            }
        }

        var group = source.Str("apiGroup");
        var kind = source.Str("kind");
        if (group.Length == 0 && kind != "PersistentVolumeClaim")
        {
            errors.Invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }

        if (group.Length > 0 && !oldGroups)
        {
            Names.Subdomain(errors, path.Child("apiGroup"), group);
        }
    }
}
