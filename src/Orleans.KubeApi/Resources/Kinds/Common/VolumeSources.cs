using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of the kinds of volume that a pod may hold itself as well as by a PersistentVolume.</summary>
/// <param name="errors">Receives what is wrong.</param>
/// <param name="isPersistent">The source is a PersistentVolume's: it names namespaces too.</param>
internal sealed partial class VolumeSources(FieldErrors errors, bool isPersistent)
{
    private const string ByteRange = "must be between 0 and 255, inclusive";
    private const string PartitionRange = "must be between 1 and 255, inclusive";
    private const string HostPort = "must be a host:port pair or multiple pairs separated by commas";
    private const int LargestByte = 255;
    private const int LongestTenant = 64;

    private static readonly string[] HostPathTypes =
        ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

    // Members that must not be empty.
    private static readonly Dictionary<string, string[]> RequiredMembers = new(StringComparer.Ordinal)
    {
        ["glusterfs"] = ["endpoints", "path"],
        ["rbd"] = ["monitors", "image"],
        ["cephfs"] = ["monitors"],
        ["azureFile"] = ["secretName", "shareName"],
        ["vsphereVolume"] = ["volumePath"],
        ["photonPersistentDisk"] = ["pdID"],
        ["portworxVolume"] = ["volumeID"],
        ["scaleIO"] = ["gateway", "system", "volumeName"],
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
            if (source.Items(member).Count == 0)
            {
                FieldChecks.Require(errors, path, source, member);
            }
        }

        switch (kind)
        {
            case "hostPath":
                HostPath(source, path);
                break;
            case "gcePersistentDisk" or "awsElasticBlockStore" when source.Int("partition") is < 0 or > LargestByte:
                errors.Invalid(path.Child("partition"), source.Int("partition"), PartitionRange);
                break;
            case "nfs" when !source.Str("path").StartsWith('/'):
                errors.Invalid(path.Child("path"), source.Str("path"), "must be an absolute path");
                break;
            case "glusterfs" when isPersistent:
                GlusterNamespace(source, path);
                break;
            case "azureFile" when isPersistent && source.Text("secretNamespace") is { Length: 0 }:
                errors.Required(path.Child("secretNamespace"));
                break;
            case "cinder":
                Secret(source, path);
                break;
            case "iscsi":
                Iscsi(source, path);
                break;
            case "fc":
                FibreChannel(source, path);
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

    private void Secret(ObjectNode source, FieldPath path)
    {
        if (source.Object("secretRef") is not { } secret)
        {
            return;
        }

        FieldChecks.Require(errors, path.Child("secretRef"), secret, "name");
        if (isPersistent)
        {
            FieldChecks.Require(errors, path.Child("secretRef"), secret, "namespace");
        }
    }

    private void HostPath(ObjectNode source, FieldPath path)
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

    private void GlusterNamespace(ObjectNode source, FieldPath path)
    {
        if (source.Text("endpointsNamespace") is { Length: 0 } empty)
        {
            errors.Invalid(path.Child("endpointsNamespace"), empty, "if the endpointnamespace is set, it must be a valid namespace name");
        }
        else if (source.Text("endpointsNamespace") is { } ns)
        {
            Names.Label(errors, path, "endpointsNamespace", ns);
        }
    }

    private void Iscsi(ObjectNode source, FieldPath path)
    {
        FieldChecks.Require(errors, path, source, "targetPortal");
        FieldChecks.Require(errors, path, source, "iqn");
        if (source.Str("iqn") is { Length: > 0 } name)
        {
            QualifiedName(name, path.Child("iqn"));
        }

        Lun(source, path);
        if ((source.Flag("chapAuthDiscovery") || source.Flag("chapAuthSession")) && !source.Has("secretRef"))
        {
            errors.Required(path.Child("secretRef"));
        }

        if (isPersistent && source.Object("secretRef") is { } secret)
        {
            FieldChecks.Require(errors, path.Child("secretRef"), secret, "name");
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
            errors.Invalid(path, name, isPersistent ? "must be valid format" : "must be valid format starting with iqn, eui, or naa");
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

        if (hasTargets && !source.Has("lun"))
        {
            errors.Required(path.Child("lun"), "lun is required if targetWWNs is specified");
        }
        else if (hasTargets)
        {
            Lun(source, path);
        }
    }

    private void Lun(ObjectNode source, FieldPath path)
    {
        if (source.Int("lun") is < 0 or > LargestByte)
        {
            errors.Invalid(path.Child("lun"), source.Int("lun"), ByteRange);
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
                if (!IsHostPort(pair))
                {
                    errors.Invalid(path.Child("registry"), registry, HostPort);
                }
            }
        }

        FieldChecks.Require(errors, path, source, "volume");
    }

    // Whose host has colons stands in brackets.
    private static bool IsHostPort(string pair)
    {
        var colon = pair.LastIndexOf(':');
        return colon >= 0 && (pair.IndexOf(':') == colon || (pair.StartsWith('[') && pair[colon - 1] == ']'));
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
        FieldChecks.Require(errors, path, source, "volumeName");
        foreach (var member in (ReadOnlySpan<string>)["volumeName", "volumeNamespace"])
        {
            if (source.Str(member) is { Length: > 0 } name)
            {
                Names.Label(errors, path, member, name);
            }
        }

        Secret(source, path);
    }

    [GeneratedRegex(@"iqn\.[0-9]{4}-[0-9]{2}\.([a-zA-Z0-9.-]+)(:[^,;*&$|\s]+)\z")]
    private static partial Regex IqnForm();

    [GeneratedRegex(@"\Aeui.[a-zA-Z0-9]{16}\z")]
    private static partial Regex EuiForm();

    [GeneratedRegex(@"\Anaa.[a-zA-Z0-9]{32}\z")]
    private static partial Regex NaaForm();
}
