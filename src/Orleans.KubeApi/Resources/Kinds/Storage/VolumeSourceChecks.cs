using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Storage;

/// <summary>Checks of the kinds of volume a PersistentVolume may be.</summary>
internal static class VolumeSourceChecks
{
    /// <summary>Checks one source by the name of its member.</summary>
    public static void Check(FieldErrors errors, FieldPath path, string name, ObjectNode source)
    {
        switch (name)
        {
            case "local":
                Local(errors, path, source);
                break;
            case "csi":
                Csi(errors, path, source);
                break;
            default:
                new VolumeSources(errors, isPersistent: true).Check(name, source, path);
                break;
        }
    }

    private static void Local(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        FieldChecks.Require(errors, path, source, "path");
        FilePaths.NoBacksteps(errors, path.Child("path"), source.Str("path"));
    }

    private static void Csi(FieldErrors errors, FieldPath path, ObjectNode source)
    {
        FieldChecks.DriverName(errors, path.Child("driver"), source.Str("driver"));
        FieldChecks.Require(errors, path, source, "volumeHandle");
        foreach (var member in (ReadOnlySpan<string>)["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef",
            "nodeExpandSecretRef"])
        {
            if (source.Object(member) is not { } secret)
            {
                continue;
            }

            FieldChecks.Require(errors, path.Child(member), secret, "name");
            if (secret.Str("name") is { Length: > 0 } name)
            {
                Names.Subdomain(errors, path.Child(member), "name", name);
            }

            FieldChecks.Require(errors, path.Child(member), secret, "namespace");
            if (secret.Str("namespace") is { Length: > 0 } ns)
            {
                Names.Label(errors, path.Child(member), "namespace", ns);
            }
        }
    }
}
