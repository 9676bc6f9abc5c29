using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of the plain volume sources of pods; PersistentVolumes share many of them.</summary>
internal sealed partial class VolumeSourceChecks(FieldErrors errors)
{
    private const string ByteRange = "must be between 0 and 255, inclusive";
    private const string PartitionRange = "must be between 1 and 255, inclusive";
    private const string HostPort = "must be a host:port pair or multiple pairs separated by commas";
    private const int LargestByte = 255;
    private const int LongestTenant = 64;

    private static readonly string[] HostPathTypes =
        ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

    // Members that must not be empty and where nothing else is to check.
    private static readonly Dictionary<string, string[]> RequiredMembers = new(StringComparer.Ordinal)
    {
        ["persistentVolumeClaim"] = ["claimName"],
        ["glusterfs"] = ["endpoints", "path"],
        ["rbd"] = ["monitors", "image"],
        ["cephfs"] = ["monitors"],
        ["azureFile"] = ["secretName", "shareName"],
        ["vsphereVolume"] = ["volumePath"],
        ["photonPersistentDisk"] = ["pdID"],
        ["portworxVolume"] = ["volumeID"],
        ["scaleIO"] = ["gateway", "system", "volumeName"],
        ["gitRepo"] = ["repository"],
        ["gcePersistentDisk"] = ["pdName"],
        ["awsElasticBlockStore"] = ["volumeID"],
        ["cinder"] = ["volumeID"],
        ["flexVolume"] = ["driver"],
        ["azureDisk"] = ["diskName", "diskURI"],
        ["nfs"] = ["server", "path"],
    };

    /// <summary>Checks a source by the name of its member.</summary>
    public void Check(string kind, ObjectNode source, FieldPath path)
    {
        foreach (var member in RequiredMembers.GetValueOrDefault(kind, []))
        {
            if (source.Str(member).Length == 0 && source.Items(member).Count == 0)
            {
                errors.Required(path.Child(member));
            }
        }

        switch (kind)
        {
            case "emptyDir":
                EmptyDir(source, path);
                break;
            case "hostPath":
                HostPath(source, path);
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
            case "iscsi":
                Iscsi(source, path);
                break;
            case "fc":
                FibreChannel(source, path);
                break;
            default:
                Older(kind, source, path);
                break;
        }
    }

    /// <summary>A CSI driver's name.</summary>
    public void DriverName(string name, FieldPath path)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        if (name.Length > 63)
        {
            errors.TooLong(path, 63);
        }

        FieldChecks.Report(errors, path, name, NameRules.Subdomain(name.ToLowerInvariant()));
    }

    /// <summary>A file of the downward API: of a volume of its own or of a projected one.</summary>
    public void DownwardFile(ObjectNode file, FieldPath path)
    {
        var name = file.Str("path");
        if (name.Length == 0)
        {
            errors.Required(path.Child("path"));
        }

        FilePaths.NonReserved(errors, path.Child("path"), name);
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
        if (item.Str("key").Length == 0)
        {
            errors.Required(path.Child("key"));
        }

        if (item.Str("path").Length == 0)
        {
            errors.Required(path.Child("path"));
        }

        FilePaths.NonReserved(errors, path.Child("path"), item.Str("path"));
        FilePaths.Mode(errors, path, "mode", item);
    }

    /// <summary>A path on the host.</summary>
    public void HostPath(ObjectNode source, FieldPath path)
    {
        if (source.Str("path").Length == 0)
        {
            errors.Required(path.Child("path"));
            return;
        }

        FilePaths.NoBacksteps(errors, path.Child("path"), source.Str("path"));
        if (source.Text("type") is { } type && !HostPathTypes.Contains(type, StringComparer.Ordinal))
        {
            errors.NotSupported(path.Child("type"), type, HostPathTypes);
        }
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
        if (source.Str(name).Length == 0)
        {
            errors.Required(path.Child(name));
        }

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
        DriverName(source.Str("driver"), path.Child("driver"));
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

    private void Iscsi(ObjectNode source, FieldPath path)
    {
        if (source.Str("targetPortal").Length == 0)
        {
            errors.Required(path.Child("targetPortal"));
        }

        if (source.Str("iqn").Length == 0)
        {
            errors.Required(path.Child("iqn"));
        }
        else
        {
            QualifiedName(source.Str("iqn"), path.Child("iqn"));
        }

        if (source.Int("lun") is < 0 or > LargestByte)
        {
            errors.Invalid(path.Child("lun"), source.Int("lun"), ByteRange);
        }

        if ((source.Flag("chapAuthDiscovery") || source.Flag("chapAuthSession")) && !source.Has("secretRef"))
        {
            errors.Required(path.Child("secretRef"));
        }

        if (source.Text("initiatorName") is { } initiator)
        {
            QualifiedName(initiator, path.Child("initiatorname"));
        }
    }

    private void QualifiedName(string name, FieldPath path)
    {
        var kind = name.Length < 3 ? "" : name[..3];
        if (kind is not ("iqn" or "eui" or "naa"))
        {
            errors.Invalid(path, name, "must be valid format starting with iqn, eui, or naa");
        }
        else if (!(kind == "iqn" ? IqnForm() : kind == "eui" ? EuiForm() : NaaForm()).IsMatch(name))
        {
            errors.Invalid(path, name, "must be valid format");
        }
    }

    private void FibreChannel(ObjectNode source, FieldPath path)
    {
        var targets = source.Array("targetWWNs");
        var hasTargets = targets is { Items.Count: > 0 };
        var hasIds = source.Items("wwids").Count > 0;
        if (!hasTargets && !hasIds)
        {
            errors.Required(path.Child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
        }

        if (hasTargets && hasIds)
        {
            errors.Invalid(path.Child("targetWWNs"), targets, "targetWWNs and wwids can not be specified simultaneously");
        }

        if (hasTargets && source.Integer("lun") is not { } lun)
        {
            errors.Required(path.Child("lun"), "lun is required if targetWWNs is specified");
        }
        else if (hasTargets && source.Int("lun") is < 0 or > LargestByte)
        {
            errors.Invalid(path.Child("lun"), source.Int("lun"), ByteRange);
        }
    }

    private void Older(string kind, ObjectNode source, FieldPath path)
    {
        switch (kind)
        {
            case "gitRepo":
                FilePaths.Descending(errors, path.Child("directory"), source.Str("directory"));
                break;
            case "gcePersistentDisk" or "awsElasticBlockStore" when source.Int("partition") is < 0 or > LargestByte:
                errors.Invalid(path.Child("partition"), source.Int("partition"), PartitionRange);
                break;
            case "nfs" when !source.Str("path").StartsWith('/'):
                errors.Invalid(path.Child("path"), source.Str("path"), "must be an absolute path");
                break;
            case "cinder" when source.Object("secretRef") is { } secret && secret.Str("name").Length == 0:
                errors.Required(path.Child("secretRef", "name"));
                break;
            case "flexVolume":
                FlexOptions(source, path);
                break;
            case "flocker":
                Flocker(source, path);
                break;
            case "quobyte":
                Quobyte(source, path);
                break;
            case "azureDisk":
                AzureDisk(source, path);
                break;
            case "storageos":
                StorageOs(source, path);
                break;
        }
    }

    private void FlexOptions(ObjectNode source, FieldPath path)
    {
        foreach (var (key, _) in source.Object("options") ?? [])
        {
            var domain = "." + key.Split('/', 2)[0].ToLowerInvariant();
            if (domain.EndsWith(".kubernetes.io", StringComparison.Ordinal) || domain.EndsWith(".k8s.io", StringComparison.Ordinal))
            {
                errors.Invalid(path.Child("options").Key(key), key, "kubernetes.io and k8s.io namespaces are reserved");
            }
        }
    }

    private void Flocker(ObjectNode source, FieldPath path)
    {
        var name = source.Str("datasetName");
        var hasId = source.Str("datasetUUID").Length > 0;
        if (name.Length == 0 && !hasId)
        {
            errors.Required(path, "one of datasetName and datasetUUID is required");
        }

        if (name.Length > 0 && hasId)
        {
            errors.Invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        }

        if (name.Contains('/'))
        {
            errors.Invalid(path.Child("datasetName"), name, "must not contain '/'");
        }
    }

    private void Quobyte(ObjectNode source, FieldPath path)
    {
        var registry = source.Str("registry");
        if (registry.Length == 0)
        {
            errors.Required(path.Child("registry"), HostPort);
        }
        else if (source.Str("tenant").Length > LongestTenant)
        {
            errors.Required(path.Child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
        }
        else
        {
            foreach (var pair in registry.Split(','))
            {
                var colon = pair.LastIndexOf(':');
                if (colon < 0 || (pair.IndexOf(':') != colon && !pair.StartsWith('[')))
                {
                    errors.Invalid(path.Child("registry"), registry, HostPort);
                }
            }
        }

        if (source.Str("volume").Length == 0)
        {
            errors.Required(path.Child("volume"));
        }
    }

    private void AzureDisk(ObjectNode source, FieldPath path)
    {
        if (source.Text("cachingMode") is { } caching and not ("None" or "ReadOnly" or "ReadWrite"))
        {
            errors.NotSupported(path.Child("cachingMode"), caching, ["None", "ReadOnly", "ReadWrite"]);
        }

        var kind = source.Text("kind");
        if (kind is not (null or "Shared" or "Dedicated" or "Managed"))
        {
            errors.NotSupported(path.Child("kind"), kind, ["Dedicated", "Managed", "Shared"]);
        }

        var uri = source.Str("diskURI");
        if (kind == "Managed" && !uri.StartsWith("/subscriptions/", StringComparison.Ordinal))
        {
            errors.NotSupported(path.Child("diskURI"), uri,
                ["/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"]);
        }
        else if (kind is not (null or "Managed") && !uri.StartsWith("https://", StringComparison.Ordinal))
        {
            errors.NotSupported(path.Child("diskURI"), uri,
                ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"]);
        }
    }

    private void StorageOs(ObjectNode source, FieldPath path)
    {
        if (source.Str("volumeName").Length == 0)
        {
            errors.Required(path.Child("volumeName"));
        }
        else
        {
            Names.Label(errors, path, "volumeName", source.Str("volumeName"));
        }

        if (source.Str("volumeNamespace").Length > 0)
        {
            Names.Label(errors, path, "volumeNamespace", source.Str("volumeNamespace"));
        }

        if (source.Object("secretRef") is { } secret && secret.Str("name").Length == 0)
        {
            errors.Required(path.Child("secretRef", "name"));
        }
    }

    [GeneratedRegex(@"iqn\.[0-9]{4}-[0-9]{2}\.([a-zA-Z0-9.-]+)(:[^,;*&$|\s]+)\z")]
    private static partial Regex IqnForm();

    [GeneratedRegex(@"\Aeui.[a-zA-Z0-9]{16}\z")]
    private static partial Regex EuiForm();

    [GeneratedRegex(@"\Anaa.[a-zA-Z0-9]{32}\z")]
    private static partial Regex NaaForm();
}
