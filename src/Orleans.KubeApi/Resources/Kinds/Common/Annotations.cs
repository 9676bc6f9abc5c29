using System.Globalization;
using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Common;

/// <summary>Checks of annotations (ValidateAnnotations): keys and their size all together.</summary>
internal static class Annotations
{
    private const int LargestSize = 256 << 10;

    /// <summary>Checks a map of annotations; an absent one is fine.</summary>
    public static void Check(ObjectNode? annotations, FieldPath path, FieldErrors errors)
    {
        var size = 0L;
        foreach (var (key, value) in annotations ?? [])
        {
            FieldChecks.Report(errors, path, key, LabelSyntax.KeyErrors(key.ToLower(CultureInfo.InvariantCulture)));

            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.Str());
        }

        if (size > LargestSize)
        {
            errors.TooLong(path, LargestSize);
        }
    }
}
