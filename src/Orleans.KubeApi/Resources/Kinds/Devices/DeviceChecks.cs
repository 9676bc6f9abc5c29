using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Devices;

/// <summary>Checks of one device of a ResourceSlice.</summary>
internal static partial class DeviceChecks
{
    private const int MostValues = 32;
    private const int MostListed = 48;
    private const int LongestValue = 64;
    private const string OnePlace =
        "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the " +
        "ResourceSlice spec";

    private static readonly string[] Lists = ["bools", "ints", "strings", "versions"];

    /// <summary>Checks a device; what is as before is not checked again where the original doesn't.</summary>
    public static void Check(FieldErrors errors, FieldPath path, ObjectNode device, ObjectNode? old, bool hasOwnPlace)
    {
        Names.Label(errors, path.Child("name"), device.Str("name"));
        CheckNumber(errors, path, device);
        foreach (var (name, value) in device.Object("attributes") ?? [])
        {
            DeviceNames.Qualified(errors, path.Child("attributes"), name);
            CheckAttribute(errors, path.Child("attributes").Key(Shorten(name)), value as ObjectNode);
        }

        if (old is null || !Checks.Same(old["capacity"], device["capacity"]))
        {
            DeviceCapacities.Check(errors, path.Child("capacity"), device);
        }

        CheckTaints(errors, path.Child("taints"), device, old);
        var consumed = device.Items("consumesCounters");
        if (DeviceNames.Fits(errors, path.Child("consumesCounters"), consumed, 2))
        {
            for (var i = 0; i < consumed.Count; i++)
            {
                CheckCounters(errors, path.Child("consumesCounters").Index(i), consumed[i] as ObjectNode, "counterSet");
            }

            DeviceNames.Unique(errors, path.Child("consumesCounters"), consumed, c => (c as ObjectNode).Str("counterSet"));
        }

        CheckPlace(errors, path, device, hasOwnPlace);
        DeviceTaints.CheckBinding(errors, path, device);
    }

    /// <summary>Checks a set of counters, or what is taken of one; <paramref name="member"/> names the set.</summary>
    public static void CheckCounters(FieldErrors errors, FieldPath path, ObjectNode? set, string member)
    {
        var name = set.Str(member);
        if (name.Length == 0)
        {
            errors.Required(path.Child(member));
        }
        else
        {
            Names.Label(errors, path.Child(member), name);
        }

        var counters = set?.Object("counters");
        if (counters is not { Count: > 0 })
        {
            errors.Required(path.Child("counters"));
        }
        else if (counters.Count > 32)
        {
            errors.TooMany(path.Child("counters"), counters.Count, 32);
        }
        else
        {
            foreach (var (counter, _) in counters)
            {
                Names.Label(errors, path.Child("counters"), counter);
            }
        }
    }

    /// <summary>A long key is shown without its middle.</summary>
    internal static string Shorten(string key) => key.Length <= 96 ? key : $"{key[..47]}...{key[^46..]}";

    private static void CheckNumber(FieldErrors errors, FieldPath path, ObjectNode device)
    {
        var attributes = device.Object("attributes");
        var number = (attributes?.Count ?? 0) + (device.Object("capacity")?.Count ?? 0);
        if (number > MostValues)
        {
            errors.Invalid(path, number, string.Create(CultureInfo.InvariantCulture,
                $"the total number of attributes and capacities must not exceed {MostValues}"));
        }

        var values = (attributes ?? []).Sum(a => Math.Max(1, Lists.Sum(l => (a.Value as ObjectNode).Items(l).Count)));
        if (values > MostListed)
        {
            errors.Invalid(path, values, string.Create(CultureInfo.InvariantCulture,
                $"the total number of attribute values must not exceed {MostListed}"));
        }
    }

    private static void CheckAttribute(FieldErrors errors, FieldPath path, ObjectNode? attribute)
    {
        var set = 0;
        foreach (var (member, value) in attribute ?? [])
        {
            set++;
            switch (member)
            {
                case "string":
                    CheckLength(errors, path.Child(member), value);
                    break;
                case "version":
                    CheckVersion(errors, path.Child(member), value);
                    break;
                case "bools" or "ints" or "strings" or "versions":
                    CheckList(errors, path.Child(member), member, value);
                    break;
            }
        }

        if (set != 1)
        {
            errors.Invalid(path, set == 0 ? "" : attribute, "exactly one value must be specified");
        }
    }

    private static void CheckList(FieldErrors errors, FieldPath path, string member, Node value)
    {
        var items = (value as ArrayNode)?.Items ?? [];
        if (items.Count == 0)
        {
            errors.Invalid(path, value, "must not be empty if specified");
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (member == "strings")
            {
                CheckLength(errors, path.Index(i), items[i]);
            }
            else if (member == "versions")
            {
                CheckVersion(errors, path.Index(i), items[i]);
            }
        }
    }

    private static void CheckVersion(FieldErrors errors, FieldPath path, Node value)
    {
        if (!Version().IsMatch((value as TextNode)?.Value ?? ""))
        {
            errors.Invalid(path, value, "must be a string compatible with semver.org spec 2.0.0");
        }

        CheckLength(errors, path, value);
    }

    private static void CheckLength(FieldErrors errors, FieldPath path, Node value)
    {
        if (value is TextNode text && Encoding.UTF8.GetByteCount(text.Value) > LongestValue)
        {
            errors.TooLong(path, LongestValue);
        }
    }

    private static void CheckTaints(FieldErrors errors, FieldPath path, ObjectNode device, ObjectNode? old)
    {
        var taints = device.Items("taints");
        if ((old is not null && Checks.Same(old["taints"], device["taints"])) || !DeviceNames.Fits(errors, path, taints, 16))
        {
            return;
        }

        for (var i = 0; i < taints.Count; i++)
        {
            DeviceTaints.Check(errors, path.Index(i), taints[i] as ObjectNode, old: null);
        }
    }

    private static void CheckPlace(FieldErrors errors, FieldPath path, ObjectNode device, bool hasOwnPlace)
    {
        if (!hasOwnPlace)
        {
            if (device.Has("nodeName") || device.Has("nodeSelector") || device.Has("allNodes"))
            {
                errors.Invalid(path, null,
                    "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to " +
                    "true in the ResourceSlice spec");
            }

            return;
        }

        var set = new List<string>();
        if (device.Text("nodeName") is { } node)
        {
            if (node.Length == 0)
            {
                errors.Invalid(path.Child("nodeName"), node, "must not be empty");
            }
            else
            {
                set.Add("`nodeName`");
                Names.Subdomain(errors, path.Child("nodeName"), node);
            }
        }

        if (device.Object("nodeSelector") is { } selector)
        {
            set.Add("`nodeSelector`");
            NodeSelectorChecks.Check(selector, path.Child("nodeSelector"), errors);
        }

        if (device.Flag("allNodes"))
        {
            set.Add("`allNodes`");
        }
        else if (device.Has("allNodes"))
        {
            errors.Invalid(path.Child("allNodes"), device["allNodes"], "must be either unset or set to true");
        }

        if (set.Count == 0)
        {
            errors.Required(path, OnePlace);
        }
        else if (set.Count > 1)
        {
            errors.Invalid(path, $"{{{string.Join(", ", set)}}}", OnePlace);
        }
    }

    [GeneratedRegex(@"\A(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
        + @"(-(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
        + @"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?\z")]
    private static partial Regex Version();
}
