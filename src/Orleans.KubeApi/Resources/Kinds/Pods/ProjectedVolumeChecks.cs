using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of projected volumes: several sources in one folder, no path twice.</summary>
internal sealed class ProjectedVolumeChecks(FieldErrors errors, PodCheckOptions options)
{
    private const string Twice = "conflicting duplicate paths";
    private const long ShortestToken = 600;
    private const long LongestToken = 1L << 32;

    private readonly VolumeSourceChecks _files = new(errors);
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>Checks one projected volume.</summary>
    public void Check(ObjectNode volume, FieldPath path)
    {
        FilePaths.Mode(errors, path, "defaultMode", volume);
        var sources = volume.Items("sources");
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i].Obj();
            var at = path.Child("sources").Index(i);
            Keys(source, "secret", path, at);
            Keys(source, "configMap", path, at);
            Downward(source, path, at);
            Token(source, path, at);
            if (source.Count > 1)
            {
                errors.Forbidden(at, "may not specify more than 1 volume type per source");
            }
        }
    }

    /// <summary>Whether the tokens' paths stay in their volumes: for what an old object may keep.</summary>
    public static void TokenPaths(ObjectNode spec, FieldErrors errors)
    {
        foreach (var volume in spec.Items("volumes"))
        {
            foreach (var source in volume.Obj().Object("projected").Items("sources"))
            {
                if (source.Obj().Object("serviceAccountToken") is { } token)
                {
                    FilePaths.NonReserved(errors, FieldPath.Root, token.Str("path"));
                }
            }
        }
    }

    private void Keys(ObjectNode source, string kind, FieldPath path, FieldPath at)
    {
        if (source.Object(kind) is not { } projection)
        {
            return;
        }

        var here = at.Child(kind);
        var name = projection.Str("name");
        if (name.Length == 0)
        {
            errors.Required(here.Child("name"));
        }

        var items = projection.Items("items");
        for (var i = 0; i < items.Count; i++)
        {
            _files.Key(items[i].Obj(), here.Child("items").Index(i));
            Once(items[i].Obj().Str("path"), name, path);
        }
    }

    private void Downward(ObjectNode source, FieldPath path, FieldPath at)
    {
        foreach (var file in source.Object("downwardAPI").Items("items"))
        {
            _files.DownwardFile(file.Obj(), at.Child("downwardAPI"));
            var name = file.Obj().Str("path");
            Once(name, name, path);
        }
    }

    private void Once(string file, string shown, FieldPath path)
    {
        if (file.Length > 0 && !_paths.Add(file))
        {
            errors.Invalid(path, shown, Twice);
        }
    }

    private void Token(ObjectNode source, FieldPath path, FieldPath at)
    {
        if (source.Object("serviceAccountToken") is not { } token)
        {
            return;
        }

        var seconds = token.Int("expirationSeconds");
        if (seconds < ShortestToken)
        {
            errors.Invalid(at.Child("serviceAccountToken", "expirationSeconds"), seconds,
                "may not specify a duration less than 10 minutes");
        }

        if (seconds > LongestToken)
        {
            errors.Invalid(at.Child("serviceAccountToken", "expirationSeconds"), seconds,
                "may not specify a duration larger than 2^32 seconds");
        }

        if (token.Str("path").Length == 0)
        {
            errors.Required(path.Child("path"));
        }
        else if (!options.NonLocalTokenPaths)
        {
            FilePaths.NonReserved(errors, path.Child("path"), token.Str("path"));
        }
    }
}
