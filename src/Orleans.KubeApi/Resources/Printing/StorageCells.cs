using Orleans.KubeApi.Objects;
using static Orleans.KubeApi.Resources.Printing.CellText;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Persistent volumes, claims and their classes.</summary>
internal static class StorageCells
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    private static readonly (string Mode, string Short)[] AccessModes =
    [
        ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"),
    ];

    public static KindTable Volumes { get; } = new(
    [
        Column.ObjectName,
        new("Capacity", "string", "=core.v1.PersistentVolumeSpec/capacity"),
        new("Access Modes", "string", "=core.v1.PersistentVolumeSpec/accessModes"),
        new("Reclaim Policy", "string", "=core.v1.PersistentVolumeSpec/persistentVolumeReclaimPolicy"),
        new("Status", "string", "=core.v1.PersistentVolumeStatus/phase"),
        new("Claim", "string", "=core.v1.PersistentVolumeSpec/claimRef"),
        new("StorageClass", "string", "StorageClass of the pv"),
        new("VolumeAttributesClass", "string", "VolumeAttributesClass of the pv"),
        new("Reason", "string", "=core.v1.PersistentVolumeStatus/reason"),
        Column.Age,
        new("VolumeMode", "string", "=core.v1.PersistentVolumeSpec/volumeMode", Wide: true),
    ],
    (obj, now) =>
    {
        var (spec, status) = (obj.Part("spec"), obj.Part("status"));
        var claim = spec.Object("claimRef");
        return
        [
            Name(obj),
            spec.Part("capacity").Scalar("storage") ?? "0",
            Modes(spec),
            spec.Text("persistentVolumeReclaimPolicy") ?? "Retain",
            Phase(obj, "Pending"),
            claim is null ? "" : $"{claim.Text("namespace")}/{claim.Text("name")}",
            Class(obj),
            spec.Text("volumeAttributesClassName") ?? Unset,
            status.Text("reason") ?? "",
            Age(obj, now),
            spec.Text("volumeMode") ?? Unset,
        ];
    });

    public static KindTable Claims { get; } = new(
    [
        Column.ObjectName,
        new("Status", "string", "=core.v1.PersistentVolumeClaimStatus/phase"),
        new("Volume", "string", "=core.v1.PersistentVolumeClaimSpec/volumeName"),
        new("Capacity", "string", "=core.v1.PersistentVolumeClaimStatus/capacity"),
        new("Access Modes", "string", "=core.v1.PersistentVolumeClaimStatus/accessModes"),
        new("StorageClass", "string", "StorageClass of the pvc"),
        new("VolumeAttributesClass", "string", "VolumeAttributesClass of the pvc"),
        Column.Age,
        new("VolumeMode", "string", "=core.v1.PersistentVolumeClaimSpec/volumeMode", Wide: true),
    ],
    (obj, now) =>
    {
        var (spec, status) = (obj.Part("spec"), obj.Part("status"));
        var volume = spec.Text("volumeName") ?? "";
        var bound = volume.Length > 0;
        return
        [
            Name(obj),
            Phase(obj, "Pending"),
            volume,
            bound ? status.Part("capacity").Scalar("storage") ?? "0" : "",
            bound ? Modes(status) : "",
            Class(obj),
            spec.Text("volumeAttributesClassName") ?? Unset,
            Age(obj, now),
            spec.Text("volumeMode") ?? Unset,
        ];
    });

    public static KindTable StorageClasses { get; } = new(
    [
        Column.ObjectName,
        new("Provisioner", "string", "=storage.v1.StorageClass/provisioner"),
        new("ReclaimPolicy", "string", "=storage.v1.StorageClass/reclaimPolicy"),
        new("VolumeBindingMode", "string", "=storage.v1.StorageClass/volumeBindingMode"),
        new("AllowVolumeExpansion", "string", "=storage.v1.StorageClass/allowVolumeExpansion"),
        Column.Age,
    ],
    (obj, now) =>
    [
        NameWithDefault(obj, "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"),
        obj.Text("provisioner") ?? "",
        obj.Text("reclaimPolicy") ?? "Delete",
        obj.Text("volumeBindingMode") ?? "Immediate",
        obj.Flag("allowVolumeExpansion"),
        Age(obj, now),
    ]);

    public static KindTable AttributesClasses { get; } = new(
    [
        Column.ObjectName,
        new("DriverName", "string", "Name of the CSI driver This field is immutable."),
        Column.Age,
    ],
    (obj, now) =>
    [
        NameWithDefault(obj, "volumeattributesclass.alpha.kubernetes.io/is-default-class"), obj.Text("driverName") ?? "", Age(obj, now),
    ]);

    public static KindTable Attachments { get; } = new(
    [
        Column.ObjectName,
        new("Attacher", "string", "=storage.v1.VolumeAttachmentSpec/attacher", Format: "name"),
        new("PV", "string", "=storage.v1.VolumeAttachmentSource/persistentVolumeName"),
        new("Node", "string", "=storage.v1.VolumeAttachmentSpec/nodeName"),
        new("Attached", "boolean", "=storage.v1.VolumeAttachmentStatus/attached"),
        Column.Age,
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        return
        [
            Name(obj),
            spec.Text("attacher") ?? "",
            spec.Part("source").Text("persistentVolumeName") ?? "",
            spec.Text("nodeName") ?? "",
            obj.Part("status").Flag("attached"),
            Age(obj, now),
        ];
    });

    public static KindTable CsiNodes { get; } = new(
    [
        Column.ObjectName,
        new("Drivers", "integer", "Drivers indicates the number of CSI drivers registered on the node"),
        Column.Age,
    ],
    (obj, now) => [Name(obj), obj.Part("spec").Length("drivers"), Age(obj, now)]);

    public static KindTable CsiDrivers { get; } = new(
    [
        Column.ObjectName,
        new("AttachRequired", "boolean", "=storage.v1.CSIDriverSpec/attachRequired"),
        new("PodInfoOnMount", "boolean", "=storage.v1.CSIDriverSpec/podInfoOnMount"),
        new("StorageCapacity", "boolean", "=storage.v1.CSIDriverSpec/storageCapacity"),
        new("TokenRequests", "string", "=storage.v1.CSIDriverSpec/tokenRequests"),
        new("RequiresRepublish", "boolean", "=storage.v1.CSIDriverSpec/requiresRepublish"),
        new("Modes", "string", "=storage.v1.CSIDriverSpec/volumeLifecycleModes"),
        Column.Age,
    ],
    (obj, now) =>
    {
        var spec = obj.Part("spec");
        return
        [
            Name(obj),
            spec.Flag("attachRequired", otherwise: true),
            spec.Flag("podInfoOnMount"),
            spec.Flag("storageCapacity"),
            spec.Has("tokenRequests") ? Join(spec.Objects("tokenRequests").Select(t => t.Text("audience") ?? "")) : Unset,
            spec.Flag("requiresRepublish"),
            Join(spec.Texts("volumeLifecycleModes")).Or(None),
            Age(obj, now),
        ];
    });

    private static string Phase(ObjectNode obj, string otherwise) =>
        IsDeleting(obj) ? "Terminating" : obj.Part("status").Text("phase") ?? otherwise;

    private static string Modes(ObjectNode holder)
    {
        var modes = holder.Texts("accessModes").ToHashSet(StringComparer.Ordinal);
        return Join(AccessModes.Where(m => modes.Contains(m.Mode)).Select(m => m.Short));
    }

    private static string Class(ObjectNode obj) =>
        obj.Part("metadata").Part("annotations").Text(ClassAnnotation) ?? obj.Part("spec").Text("storageClassName") ?? "";

    private static string NameWithDefault(ObjectNode obj, params string[] annotations)
    {
        var given = obj.Part("metadata").Part("annotations");
        return annotations.Any(a => given.Text(a) == "true") ? $"{Name(obj)} (default)" : Name(obj);
    }
}
