using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>Configuration for a driver that only the driver understands.</summary>
internal static class DeviceConfiguration
{
    private const int LargestParameters = 10 << 10;

    /// <summary>Checks one configuration.</summary>
    public static void Check(FieldErrors errors, FieldPath path, ObjectNode? config, bool stored)
    {
        path = path.Child("opaque");
        if (config?.Object("opaque") is not { } opaque)
        {
            errors.Required(path);
            return;
        }

        FieldChecks.DriverName(errors, path.Child("driver"), opaque.Str("driver"));
        CheckRaw(errors, path.Child("parameters"), opaque["parameters"], stored ? int.MaxValue : LargestParameters);
    }

    /// <summary>Raw JSON: an object, no larger than allowed.</summary>
    public static void CheckRaw(FieldErrors errors, FieldPath path, Node? raw, int largest)
    {
        if (raw is null or NullNode)
        {
            errors.Required(path);
        }
        else if (Encoding.UTF8.GetByteCount(raw.ToString()) > largest)
        {
            errors.TooLong(path, largest);
        }
        else if (RawNode.Plain(raw) is not ObjectNode)
        {
            errors.Invalid(path, "<value omitted>", "must be a valid JSON object");
        }
    }
}
