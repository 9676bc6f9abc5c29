using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of single values that many kinds share, with the original's texts.</summary>
internal static class FieldChecks
{
    /// <summary>Adds an Invalid for every text.</summary>
    public static void Report(FieldErrors errors, FieldPath path, string value, IReadOnlyList<string> wrong)
    {
        for (var i = 0; i < wrong.Count; i++)
        {
            errors.Invalid(path, value, wrong[i]);
        }
    }

    /// <summary>A text that must be there.</summary>
    public static void Require(FieldErrors errors, FieldPath path, ObjectNode node, string member)
    {
        if (node.Str(member).Length == 0)
        {
            errors.Required(path.Child(member));
        }
    }

    /// <summary>The name of a CSI or device driver: a subdomain of at most 63 bytes, in any case.</summary>
    public static void DriverName(FieldErrors errors, FieldPath path, string value)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }

        if (System.Text.Encoding.UTF8.GetByteCount(value) > 63)
        {
            errors.TooLong(path, 63);
        }

        // The original goes on with the empty name; its caller marks that error as covered, so it shows only once.
        if (value.Length > 0)
        {
            Report(errors, path, value, NameRules.Subdomain(value.ToLowerInvariant()));
        }
    }

    /// <summary>Invalid "field is immutable" if the values differ; <paramref name="member"/> of both objects.</summary>
    public static void Unchanged(FieldErrors errors, FieldPath path, ObjectNode? next, ObjectNode? old, string member)
    {
        var value = next?[member];
        if (!Node.DeepEquals(value, old?[member]))
        {
            errors.Invalid(path, value, Checks.ImmutableText);
        }
    }

    /// <summary>A number that is not below zero; absent is zero.</summary>
    public static void NotNegative(FieldErrors errors, FieldPath path, Node? value)
    {
        if (value is NumberNode number && number.AsInteger() < 0)
        {
            errors.Invalid(path, value, Checks.NonNegativeText);
        }
    }

    /// <summary>Bytes of all keys and values of a map of strings.</summary>
    public static long Size(ObjectNode? map)
    {
        var size = 0L;
        foreach (var (key, value) in map ?? [])
        {
            size += System.Text.Encoding.UTF8.GetByteCount(key)
                + (value is TextNode text ? System.Text.Encoding.UTF8.GetByteCount(text.Value) : 0);
        }

        return size;
    }
}
