using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Checks of the kinds of volume a PersistentVolume may be.</summary>
internal static partial class VolumeSourceChecks
{
    private const string HostPort = "must be a host:port pair or multiple pairs separated by commas";
    private const string PartitionText = "must be between 0 and 255, inclusive";
    private static readonly string[] HostPathTypes =
        ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

    /// <summary>Checks one source by the name of its member.</summary>
    public static void Check(FieldErrors errors, FieldPath path, string name, ObjectNode source)
    {
        switch (name)
        {
            case "hostPath":
                HostPath(errors, path, source);
                break;
            case "gcePersistentDisk" or "awsElasticBlockStore":
                Require(errors, path, source, name[0] == 'g' ? "pdName" : "volumeID");
                Range(errors, path.Child("partition"), source["partition"]);
                break;
            case "glusterfs":
                Gluster(errors, path, source);
                break;
            case "flocker":
                Flocker(errors, path, source);
                break;
            case "nfs":
                Nfs(errors, path, source);
                break;
            case "rbd":
                RequireList(errors, path, source, "monitors");
                Require(errors, path, source, "image");
                break;
            case "quobyte":
                Quobyte(errors, path, source);
                break;
            case "cephfs":
                RequireList(errors, path, source, "monitors");
                break;
            case "iscsi":
                Iscsi(errors, path, source);
                break;
            case "fc":
                FibreChannel(errors, path, source);
                break;
            case "flexVolume":
                Flex(errors, path, source);
                break;
            case "local":
                Local(errors, path, source);
                break;
            case "storageos":
                StorageOs(errors, path, source);
                break;
            case "csi":
                Csi(errors, path, source);
                break;
            default:
                CloudVolumeChecks.Check(errors, path, name, source);
                break;
        }
    }

    /// <summary>A text that must be there.</summary>
    internal static void Require(FieldErrors errors, FieldPath path, ObjectNode source, string member)
    {
        if (FieldChecks.Text(source, member).Length == 0)
        {
            errors.Required(path.Child(member));
        }
    }

    private static void RequireList(FieldErrors errors, FieldPath path, ObjectNode source, string member)
    {
        if (Fill.Items(source, member).Count == 0)
        {
            errors.Required(path.Child(member));
        }
    }

    private static void Range(FieldErrors errors, FieldPath path, Node? value)
    {
        if (value is NumberNode number && number.AsInteger() is < 0 or > 255)
        {
            errors.Invalid(path, value, PartitionText);
        }
    }

    private static void NoBacksteps(FieldErrors errors, FieldPath path, string text)
    {
        if (text.Split('/').Contains(".."))
        {
            errors.Invalid(path, text, "must not contain '..'");
        }
    }

    private static void HostPath(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        var text = FieldChecks.Text(source, "path");
        if (text.Length == 0)
        {
            errors.Required(path.Child("path"));
            return;
        }

        NoBacksteps(errors, path.Child("path"), text);
        if (source.Text("type") is { } type && !HostPathTypes.Contains(type))
        {
            errors.NotSupported(path.Child("type"), type, HostPathTypes);
        }
    }

    private static void Local(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        var text = FieldChecks.Text(source, "path");
        if (text.Length == 0)
        {
            errors.Required(path.Child("path"));
            return;
        }

        NoBacksteps(errors, path.Child("path"), text);
    }

    private static void Gluster(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        Require(errors, path, source, "endpoints");
        Require(errors, path, source, "path");
        if (source.Text("endpointsNamespace") is not { } ns)
        {
            return;
        }

        if (ns.Length == 0)
        {
            errors.Invalid(path.Child("endpointsNamespace"), ns, "if the endpointnamespace is set, it must be a valid namespace name");
        }
        else
        {
            Names.Label(errors, path.Child("endpointsNamespace"), ns);
        }
    }

    private static void Flocker(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        var name = FieldChecks.Text(source, "datasetName");
        var uuid = FieldChecks.Text(source, "datasetUUID");
        if (name.Length == 0 && uuid.Length == 0)
        {
            errors.Required(path, "one of datasetName and datasetUUID is required");
        }

        if (name.Length > 0 && uuid.Length > 0)
        {
            errors.Invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        }

        if (name.Contains('/'))
        {
            errors.Invalid(path.Child("datasetName"), name, "must not contain '/'");
        }
    }

    private static void Nfs(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        Require(errors, path, source, "server");
        Require(errors, path, source, "path");
        var text = FieldChecks.Text(source, "path");
        if (!text.StartsWith('/'))
        {
            errors.Invalid(path.Child("path"), text, "must be an absolute path");
        }
    }

    private static void Quobyte(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        var registry = FieldChecks.Text(source, "registry");
        if (registry.Length == 0)
        {
            errors.Required(path.Child("registry"), HostPort);
        }

        foreach (var pair in registry.Length == 0 ? [] : registry.Split(','))
        {
            var colon = pair.LastIndexOf(':');
            if (colon < 0 || (pair.IndexOf(':') != colon && !(pair.StartsWith('[') && pair[colon - 1] == ']')))
            {
                errors.Invalid(path.Child("registry"), registry, HostPort);
            }
        }

        Require(errors, path, source, "volume");
        if (FieldChecks.Text(source, "tenant").Length > 64)
        {
            errors.Required(path.Child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
        }
    }

    private static void Iscsi(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        Require(errors, path, source, "targetPortal");
        var name = FieldChecks.Text(source, "iqn");
        if (name.Length == 0)
        {
            errors.Required(path.Child("iqn"));
        }
        else
        {
            Initiator(errors, path.Child("iqn"), name);
        }

        Range(errors, path.Child("lun"), source["lun"]);
        var secret = source.Object("secretRef");
        if (secret is null && (FieldChecks.IsTrue(source, "chapAuthDiscovery") || FieldChecks.IsTrue(source, "chapAuthSession")))
        {
            errors.Required(path.Child("secretRef"));
        }

        if (secret is not null)
        {
            Require(errors, path.Child("secretRef"), secret, "name");
        }

        if (source.Text("initiatorName") is { } initiator)
        {
            Initiator(errors, path.Child("initiatorname"), initiator);
        }
    }

    private static void Initiator(FieldErrors errors, FieldPath path, string name)
    {
        var isValid = name.StartsWith("iqn", StringComparison.Ordinal) ? IqnForm().IsMatch(name)
            : name.StartsWith("eui", StringComparison.Ordinal) ? EuiForm().IsMatch(name)
            : name.StartsWith("naa", StringComparison.Ordinal) && NaaForm().IsMatch(name);
        if (!isValid)
        {
            errors.Invalid(path, name, "must be valid format");
        }
    }

    private static void FibreChannel(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        var (targets, ids) = (Fill.Items(source, "targetWWNs").Count, Fill.Items(source, "wwids").Count);
        if (targets == 0 && ids == 0)
        {
            errors.Required(path.Child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
        }

        if (targets > 0 && ids > 0)
        {
            errors.Invalid(path.Child("targetWWNs"), source["targetWWNs"], "targetWWNs and wwids can not be specified simultaneously");
        }

        if (targets > 0)
        {
            if (!source.Has("lun"))
            {
                errors.Required(path.Child("lun"), "lun is required if targetWWNs is specified");
            }

            Range(errors, path.Child("lun"), source["lun"]);
        }
    }

    private static void Flex(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        Require(errors, path, source, "driver");
        foreach (var (key, _) in source.Object("options") ?? [])
        {
            var slash = key.IndexOf('/');
            var domain = "." + (slash < 0 ? key : key[..slash]).ToLowerInvariant();
            if (domain.EndsWith(".kubernetes.io", StringComparison.Ordinal) || domain.EndsWith(".k8s.io", StringComparison.Ordinal))
            {
                errors.Invalid(path.Child("options").Key(key), key, "kubernetes.io and k8s.io namespaces are reserved");
            }
        }
    }

    private static void StorageOs(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        var name = FieldChecks.Text(source, "volumeName");
        if (name.Length == 0)
        {
            errors.Required(path.Child("volumeName"));
        }
        else
        {
            Names.Label(errors, path.Child("volumeName"), name);
        }

        if (FieldChecks.Text(source, "volumeNamespace") is { Length: > 0 } ns)
        {
            Names.Label(errors, path.Child("volumeNamespace"), ns);
        }

        if (source.Object("secretRef") is { } secret)
        {
            Require(errors, path.Child("secretRef"), secret, "name");
            Require(errors, path.Child("secretRef"), secret, "namespace");
        }
    }

    private static void Csi(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        FieldChecks.DriverName(errors, path.Child("driver"), FieldChecks.Text(source, "driver"));
        Require(errors, path, source, "volumeHandle");
        foreach (var member in (ReadOnlySpan<string>)["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef",
            "nodeExpandSecretRef"])
        {
            if (source.Object(member) is not { } secret)
            {
                continue;
            }

            var (name, ns) = (FieldChecks.Text(secret, "name"), FieldChecks.Text(secret, "namespace"));
            Require(errors, path.Child(member), secret, "name");
            if (name.Length > 0)
            {
                Names.Subdomain(errors, path.Child(member).Child("name"), name);
            }

            Require(errors, path.Child(member), secret, "namespace");
            if (ns.Length > 0)
            {
                Names.Label(errors, path.Child(member).Child("namespace"), ns);
            }
        }
    }

    [GeneratedRegex(@"iqn\.[0-9]{4}-[0-9]{2}\.[A-Za-z0-9.-]+:[^,;*&$|\s]+\z")]
    private static partial Regex IqnForm();

    [GeneratedRegex(@"\Aeui.[A-Za-z0-9]{16}\z")]
    private static partial Regex EuiForm();

    [GeneratedRegex(@"\Anaa.[A-Za-z0-9]{32}\z")]
    private static partial Regex NaaForm();
}
