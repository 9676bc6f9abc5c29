using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of how a container uses volumes: as folders or as devices.</summary>
internal static class MountChecks
{
    private static readonly string[] Propagations = ["Bidirectional", "HostToContainer", "None"];
    private static readonly string[] RecursiveReadOnly = ["Disabled", "Enabled", "IfPossible"];

    /// <summary>Checks the mounts and the devices of a container.</summary>
    public static void Check(ObjectNode container, Dictionary<string, ObjectNode> volumes, FieldPath path, FieldErrors errors)
    {
        var mounts = container.Items("volumeMounts");
        var devices = container.Items("volumeDevices");
        if (mounts.Count > 0)
        {
            Mounts(container, mounts, devices, volumes, path.Child("volumeMounts"), errors);
        }

        if (devices.Count > 0)
        {
            Devices(devices, mounts, volumes, path.Child("volumeDevices"), errors);
        }
    }

    private static void Mounts(
        ObjectNode container, List<Node> mounts, List<Node> devices, Dictionary<string, ObjectNode> volumes, FieldPath path,
        FieldErrors errors)
    {
        var points = new HashSet<string>(mounts.Count, StringComparer.Ordinal);
        var others = new Taken(devices, "devicePath");
        for (var i = 0; i < mounts.Count; i++)
        {
            var mount = mounts[i].Obj();
            var (name, point) = (mount.Str("name"), mount.Str("mountPath"));
            var at = path.Index(i);
            if (name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }

            if (!volumes.ContainsKey(name))
            {
                errors.NotFound(at.Child("name"), name);
            }

            if (point.Length == 0)
            {
                errors.Required(at.Child("mountPath"));
            }

            if (!points.Add(point))
            {
                errors.Invalid(at.Child("mountPath"), point, "must be unique");
            }

            Overlap(others, name, point, "volumeDevices", at, "mountPath", errors);
            SubPaths(mount, path, at, errors);
            Modes(container, mount, path, errors);
        }
    }

    private static void SubPaths(ObjectNode mount, FieldPath path, FieldPath at, FieldErrors errors)
    {
        var plain = mount.Str("subPath");
        if (plain.Length > 0)
        {
            FilePaths.Descending(errors, path.Child("subPath"), plain);
        }

        var expression = mount.Str("subPathExpr");
        if (expression.Length == 0)
        {
            return;
        }

        if (plain.Length > 0)
        {
            errors.Invalid(at.Child("subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
        }

        FilePaths.Descending(errors, path.Child("subPathExpr"), expression);
    }

    private static void Modes(ObjectNode container, ObjectNode mount, FieldPath path, FieldErrors errors)
    {
        var propagation = mount.Text("mountPropagation");
        if (propagation is not null && !Propagations.Contains(propagation, StringComparer.Ordinal))
        {
            errors.NotSupported(path.Child("mountPropagation"), propagation, Propagations);
        }

        if (propagation == "Bidirectional" && !container.Object("securityContext").Flag("privileged"))
        {
            errors.Forbidden(path.Child("mountPropagation"), "Bidirectional mount propagation is available only to privileged containers");
        }

        switch (mount.Text("recursiveReadOnly"))
        {
            case null or "Disabled":
                break;
            case "Enabled" or "IfPossible":
                if (!mount.Flag("readOnly"))
                {
                    errors.Forbidden(path.Child("recursiveReadOnly"), "may only be specified when readOnly is true");
                }

                if (propagation is not (null or "None"))
                {
                    errors.Forbidden(path.Child("recursiveReadOnly"),
                        "may only be specified when mountPropagation is None or not specified");
                }

                break;
            case { } other:
                errors.NotSupported(path.Child("recursiveReadOnly"), other, RecursiveReadOnly);
                break;
        }
    }

    private static void Devices(
        List<Node> devices, List<Node> mounts, Dictionary<string, ObjectNode> volumes, FieldPath path, FieldErrors errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var others = new Taken(mounts, "mountPath");
        for (var i = 0; i < devices.Count; i++)
        {
            var (name, device) = (devices[i].Obj().Str("name"), devices[i].Obj().Str("devicePath"));
            var at = path.Index(i);
            if (name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }

            if (names.Contains(name))
            {
                errors.Invalid(at.Child("name"), name, "must be unique");
            }

            if (!volumes.TryGetValue(name, out var volume))
            {
                errors.NotFound(at.Child("name"), name);
            }
            else if (!volume.Has("persistentVolumeClaim") && !volume.Has("ephemeral"))
            {
                errors.Invalid(at.Child("name"), name,
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }

            DevicePath(device, paths, at.Child("devicePath"), errors);
            Overlap(others, name, device, "volumeMounts", at, "devicePath", errors);
            if (name.Length > 0)
            {
                names.Add(name);
            }
        }
    }

    private static void DevicePath(string device, HashSet<string> paths, FieldPath path, FieldErrors errors)
    {
        if (device.Length == 0)
        {
            errors.Required(path);
        }

        if (paths.Contains(device))
        {
            errors.Invalid(path, device, "must be unique");
        }

        if (FilePaths.HasBackstep(device))
        {
            errors.Invalid(path, device, "can not contain backsteps ('..')");
        }
        else
        {
            paths.Add(device);
        }
    }

    // A volume is either mounted or a device, and so is a path.
    private static void Overlap(
        Taken others, string name, string point, string list, FieldPath at, string member, FieldErrors errors)
    {
        if (others.Names.Contains(name))
        {
            errors.Invalid(at.Child("name"), name, $"must not already exist in {list}");
        }

        if (others.Paths.Contains(point))
        {
            errors.Invalid(at.Child(member), point, $"must not already exist as a path in {list}");
        }
    }

    /// <summary>The names and paths of the other list. Of two entries of one name the original looks at the last.</summary>
    private readonly struct Taken
    {
        private static readonly HashSet<string> None = [];

        public Taken(List<Node> entries, string path)
        {
            if (entries.Count == 0)
            {
                Names = Paths = None; // as in nearly all pods
                return;
            }

            var last = new Dictionary<string, string>(entries.Count, StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                last[entry.Obj().Str("name")] = entry.Obj().Str(path);
            }

            Names = new(last.Keys, StringComparer.Ordinal);
            Paths = new(last.Values, StringComparer.Ordinal);
        }

        public HashSet<string> Names { get; }

        public HashSet<string> Paths { get; }
    }
}
