using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of a pod's volumes: names, one source each, the sources (ValidateVolumes).</summary>
internal sealed class VolumeChecks(FieldErrors errors, PodCheckOptions options)
{
    private const string TwoSources = "may not specify more than 1 volume type";
    private const int LongestPortal = 64;

    // The names of paths that differ from the member's, typing errors of the original included.
    private static readonly Dictionary<string, (string Twice, string Inside)> Paths = new(StringComparer.Ordinal)
    {
        ["gcePersistentDisk"] = ("gcePersistentDisk", "persistentDisk"),
        ["cephfs"] = ("cephFS", "cephfs"),
        ["downwardAPI"] = ("downwarAPI", "downwardAPI"),
    };

    private readonly VolumeSourceChecks _sources = new(errors);

    /// <summary>Checks the volumes; returns those without errors by name.</summary>
    /// <param name="volumes">The list.</param>
    /// <param name="podName">The pod's name, "" if unknown: claims of ephemeral volumes are named after it.</param>
    /// <param name="path">Where the list stands.</param>
    public Dictionary<string, ObjectNode> Check(List<Node> volumes, string podName, FieldPath path)
    {
        var found = new Dictionary<string, ObjectNode>(volumes.Count, StringComparer.Ordinal);
        var claims = podName.Length == 0 ? null : MadeClaims(volumes, podName);
        for (var i = 0; i < volumes.Count; i++)
        {
            var volume = volumes[i].Obj();
            var name = volume.Str("name");
            var at = path.Index(i);
            var before = errors.Count;
            Source(volume, name, podName, at);
            if (name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }
            else
            {
                Names.Label(errors, at, "name", name);
            }

            if (found.ContainsKey(name))
            {
                errors.Duplicate(at.Child("name"), name);
            }

            if (errors.Count == before)
            {
                found[name] = volume;
            }

            Claim(volume, claims, at);
        }

        return found;
    }

    /// <summary>The names of the claims that get created for the pod's ephemeral volumes; null if it has none.</summary>
    private static HashSet<string>? MadeClaims(List<Node> volumes, string podName)
    {
        HashSet<string>? names = null;
        foreach (var volume in volumes)
        {
            if (volume.Obj().Object("ephemeral") is not null)
            {
                (names ??= new(StringComparer.Ordinal)).Add($"{podName}-{volume.Obj().Str("name")}");
            }
        }

        return names;
    }

    private void Claim(ObjectNode volume, HashSet<string>? made, FieldPath at)
    {
        if (made is not null && volume.Object("persistentVolumeClaim") is { } claim && made.Contains(claim.Str("claimName")))
        {
            errors.Invalid(at.Child("persistentVolumeClaim", "claimName"), claim.Str("claimName"),
                "must not reference a PVC that gets created for an ephemeral volume");
        }
    }

    private void Source(ObjectNode volume, string name, string podName, FieldPath at)
    {
        var count = 0;
        foreach (var kind in PodNames.VolumeSources)
        {
            if (volume.Object(kind) is not { } source)
            {
                continue;
            }

            var paths = Paths.GetValueOrDefault(kind, (kind, kind));
            if (++count > 1)
            {
                errors.Forbidden(at.Child(paths.Item1), TwoSources);
            }
            else
            {
                One(kind, source, at.Child(paths.Item2));
                if (kind == "ephemeral" && podName.Length > 0 && name.Length > 0)
                {
                    ClaimName(podName, name, at);
                }
            }

            if (kind == "iscsi" && source.Has("initiatorName") && $"{name}:{source.Str("targetPortal")}".Length > LongestPortal)
            {
                errors.Invalid(at.Child("name"), name, "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
                    + "iscsi.initiatorName is specified.");
            }
        }

        if (count == 0)
        {
            errors.Required(at, "must specify a volume type");
        }
    }

    private void ClaimName(string podName, string name, FieldPath at)
    {
        var claim = $"{podName}-{name}";
        if (!Names.IsSubdomain(claim))
        {
            foreach (var wrong in NameRules.Subdomain(claim))
            {
                errors.Invalid(at.Child("name"), name, $"PVC name \"{claim}\": {wrong}");
            }
        }
    }

    private void One(string kind, ObjectNode source, FieldPath path)
    {
        switch (kind)
        {
            case "projected":
                new ProjectedVolumeChecks(errors, options).Check(source, path);
                break;
            case "ephemeral":
                EphemeralVolumeChecks.Check(source, path, errors);
                break;
            case "image":
                Image(source, path);
                break;
            default:
                _sources.Check(kind, source, path);
                break;
        }
    }

    private void Image(ObjectNode source, FieldPath path)
    {
        if (source.Str("reference").Length == 0 && !options.EmptyImageReference)
        {
            errors.Required(path.Child("reference"));
        }

        ContainerChecks.PullPolicy(source.Str("pullPolicy"), path.Child("pullPolicy"), errors);
    }
}
