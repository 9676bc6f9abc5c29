using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Checks of the volumes of single cloud providers.</summary>
internal static class CloudVolumeChecks
{
    private const string Managed = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
    private const string Blob = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
    private static readonly string[] Caching = ["None", "ReadOnly", "ReadWrite"];
    private static readonly string[] Kinds = ["Dedicated", "Managed", "Shared"];

    /// <summary>Checks one source by the name of its member.</summary>
    public static void Check(FieldErrors errors, FieldPath path, string name, ObjectNode source)
    {
        foreach (var member in Required(name))
        {
            VolumeSourceChecks.Require(errors, path, source, member);
        }

        if (name == "cinder" && source.Object("secretRef") is { } secret)
        {
            VolumeSourceChecks.Require(errors, path.Child("secretRef"), secret, "name");
            VolumeSourceChecks.Require(errors, path.Child("secretRef"), secret, "namespace");
        }
        else if (name == "azureFile" && source.Text("secretNamespace") is { Length: 0 })
        {
            errors.Required(path.Child("secretNamespace"));
        }
        else if (name == "azureDisk")
        {
            AzureDisk(errors, path, source);
        }
    }

    private static string[] Required(string name) => name switch
    {
        "cinder" or "portworxVolume" => ["volumeID"],
        "azureFile" => ["secretName", "shareName"],
        "vsphereVolume" => ["volumePath"],
        "photonPersistentDisk" => ["pdID"],
        "azureDisk" => ["diskName", "diskURI"],
        "scaleIO" => ["gateway", "system", "volumeName"],
        _ => [],
    };

    private static void AzureDisk(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        var kind = FieldChecks.Text(source, "kind");
        var address = FieldChecks.Text(source, "diskURI");
        if (source.Text("cachingMode") is { } mode && !Caching.Contains(mode))
        {
            errors.NotSupported(path.Child("cachingMode"), mode, Caching);
        }

        if (source.Has("kind") && !Kinds.Contains(kind))
        {
            errors.NotSupported(path.Child("kind"), kind, Kinds);
        }

        if (kind == "Managed" && !address.StartsWith("/subscriptions/", StringComparison.Ordinal))
        {
            errors.NotSupported(path.Child("diskURI"), address, [Managed]);
        }

        if (source.Has("kind") && kind != "Managed" && !address.StartsWith("https://", StringComparison.Ordinal))
        {
            errors.NotSupported(path.Child("diskURI"), address, [Blob]);
        }
    }
}
