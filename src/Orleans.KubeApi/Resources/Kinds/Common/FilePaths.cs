using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of file paths and modes in volumes and mounts.</summary>
internal static class FilePaths
{
    private const int LargestMode = 0b111_111_111;

    /// <summary>Whether a path has an element "..".</summary>
    public static bool HasBackstep(string path)
    {
        foreach (var part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(part).SequenceEqual(".."))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>No element may be "..".</summary>
    public static void NoBacksteps(FieldErrors errors, FieldPath path, string value)
    {
        if (HasBackstep(value))
        {
            errors.Invalid(path, value, "must not contain '..'");
        }
    }

    /// <summary>A relative path without "..".</summary>
    public static void Descending(FieldErrors errors, FieldPath path, string value)
    {
        if (value.StartsWith('/'))
        {
            errors.Invalid(path, value, "must be a relative path");
        }

        NoBacksteps(errors, path, value);
    }

    /// <summary>A relative path that doesn't start with ".." either: such names the kubelet keeps for itself.</summary>
    public static void NonReserved(FieldErrors errors, FieldPath path, string value)
    {
        Descending(errors, path, value);
        if (value.StartsWith("..", StringComparison.Ordinal) && !value.StartsWith("../", StringComparison.Ordinal))
        {
            errors.Invalid(path, value, "must not start with '..'");
        }
    }

    /// <summary>File mode bits, if given.</summary>
    public static void Mode(FieldErrors errors, FieldPath parent, string member, ObjectNode node)
    {
        if (node.Integer(member) is { } mode and (< 0 or > LargestMode))
        {
            errors.Invalid(parent.Child(member), mode, "must be a number between 0 and 0777 (octal), both inclusive");
        }
    }
}
