using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of the plain volume sources of pods.</summary>
internal sealed class VolumeSourceChecks(FieldErrors errors)
{
    private readonly VolumeSources _shared = new(errors, isPersistent: false);

    /// <summary>Checks a source by the name of its member.</summary>
    public void Check(string kind, ObjectNode source, FieldPath path)
    {
        switch (kind)
        {
            case "emptyDir":
                EmptyDir(source, path);
                break;
            case "secret" or "configMap":
                Keys(source, path, kind == "secret" ? "secretName" : "name");
                break;
            case "downwardAPI":
                Downward(source, path);
                break;
            case "csi":
                Csi(source, path);
                break;
            case "persistentVolumeClaim":
                FieldChecks.Require(errors, path, source, "claimName");
                break;
            case "gitRepo":
                FieldChecks.Require(errors, path, source, "repository");
                FilePaths.Descending(errors, path.Child("directory"), source.Str("directory"));
                break;
            default:
                _shared.Check(kind, source, path);
                break;
        }
    }

    /// <summary>A file of the downward API: of a volume of its own or of a projected one.</summary>
    public void DownwardFile(ObjectNode file, FieldPath path)
    {
        FieldChecks.Require(errors, path, file, "path");
        FilePaths.NonReserved(errors, path.Child("path"), file.Str("path"));
        if (file.Object("fieldRef") is { } field)
        {
            FieldReferenceChecks.Field(field, FieldReferenceChecks.VolumeFields, path.Child("fieldRef"), errors);
            if (file.Has("resourceFieldRef"))
            {
                errors.Invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        }
        else if (file.Object("resourceFieldRef") is { } resource)
        {
            FieldReferenceChecks.Resource(resource, path.Child("resourceFieldRef"), isVolume: true, errors);
        }
        else
        {
            errors.Required(path, "one of fieldRef and resourceFieldRef is required");
        }

        FilePaths.Mode(errors, path, "mode", file);
    }

    /// <summary>One key that becomes a file.</summary>
    public void Key(ObjectNode item, FieldPath path)
    {
        FieldChecks.Require(errors, path, item, "key");
        FieldChecks.Require(errors, path, item, "path");
        FilePaths.NonReserved(errors, path.Child("path"), item.Str("path"));
        FilePaths.Mode(errors, path, "mode", item);
    }

    private void EmptyDir(ObjectNode source, FieldPath path)
    {
        if (source["sizeLimit"] is { } limit && ResourceLists.Amount(limit).Mantissa.Sign < 0)
        {
            errors.Forbidden(path.Child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }
    }

    private void Keys(ObjectNode source, FieldPath path, string name)
    {
        FieldChecks.Require(errors, path, source, name);
        FilePaths.Mode(errors, path, "defaultMode", source);
        var items = source.Items("items");
        for (var i = 0; i < items.Count; i++)
        {
            Key(items[i].Obj(), path.Child("items").Index(i));
        }
    }

    private void Downward(ObjectNode source, FieldPath path)
    {
        FilePaths.Mode(errors, path, "defaultMode", source);
        foreach (var file in source.Items("items"))
        {
            DownwardFile(file.Obj(), path);
        }
    }

    private void Csi(ObjectNode source, FieldPath path)
    {
        FieldChecks.DriverName(errors, path.Child("driver"), source.Str("driver"));
        if (source.Object("nodePublishSecretRef") is not { } secret)
        {
            return;
        }

        if (secret.Str("name").Length == 0)
        {
            errors.Required(path.Child("nodePublishSecretRef", "name"));
        }
        else
        {
            Names.Subdomain(errors, path, "name", secret.Str("name"));
        }
    }
}
