using System.Globalization;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>What the cells of many kinds have in common. All readers take absent and wrongly typed fields as empty.</summary>
internal static class CellText
{
    public const string None = "<none>";
    public const string Unset = "<unset>";
    public const string Unknown = "<unknown>";

    // Never changed: a stand-in for absent objects.
    private static readonly ObjectNode Nothing = [];

    public static string Name(ObjectNode obj) => obj.Part("metadata").Text("name") ?? "";

    /// <summary>The time since the creation.</summary>
    public static string Age(ObjectNode obj, DateTimeOffset now) => Since(obj.Part("metadata").Text("creationTimestamp"), now);

    /// <summary>The time since a timestamp in API form; null or "" is unknown.</summary>
    public static string Since(string? time, DateTimeOffset now) => Time(time) is { } at ? HumanDuration.Of(now - at) : Unknown;

    /// <summary>A timestamp in API form, null if absent.</summary>
    public static DateTimeOffset? Time(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>The child object, an empty one if absent; not to be changed.</summary>
    public static ObjectNode Part(this ObjectNode obj, string name) => obj.Object(name) ?? Nothing;

    /// <summary>The objects of a child list.</summary>
    public static IEnumerable<ObjectNode> Objects(this ObjectNode obj, string name) => obj.Array(name)?.Items.OfType<ObjectNode>() ?? [];

    /// <summary>The strings of a child list.</summary>
    public static IEnumerable<string> Texts(this ObjectNode obj, string name) =>
        obj.Array(name)?.Items.OfType<TextNode>().Select(t => t.Value) ?? [];

    /// <summary>The length of a child list or map.</summary>
    public static long Length(this ObjectNode obj, string name) => obj[name] switch
    {
        ArrayNode list => list.Items.Count,
        ObjectNode map => map.Count,
        _ => 0,
    };

    public static long Number(this ObjectNode obj, string name, long otherwise = 0) => obj.Integer(name) ?? otherwise;

    public static bool Flag(this ObjectNode obj, string name, bool otherwise = false) => (obj[name] as BoolNode)?.Value ?? otherwise;

    /// <summary>Whether the object is being deleted.</summary>
    public static bool IsDeleting(ObjectNode obj) => obj.Part("metadata").Text("deletionTimestamp") is not null;

    /// <summary>The text, or the stand-in if it is absent or "".</summary>
    public static string Or(this string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;

    /// <summary>A scalar as text: a quantity, an IntOrString.</summary>
    public static string? Scalar(this ObjectNode obj, string name) => obj[name] switch
    {
        TextNode text => text.Value,
        NumberNode number => number.Text,
        _ => null,
    };

    /// <summary>The condition of that type in <c>conditions</c>, null if there is none.</summary>
    public static ObjectNode? Condition(this ObjectNode status, string type) =>
        status.Objects("conditions").FirstOrDefault(c => c.Text("type") == type);

    /// <summary>At most three items, then how many more; the stand-in for none.</summary>
    public static string FirstThree(IReadOnlyList<string> items, string otherwise)
    {
        const int Shown = 3;
        return items.Count switch
        {
            0 => otherwise,
            <= Shown => string.Join(',', items),
            _ => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', items.Take(Shown))} + {items.Count - Shown} more..."),
        };
    }

    /// <summary>The names of a pod spec's containers.</summary>
    public static string ContainerNames(ObjectNode podSpec) => Join(podSpec.Objects("containers").Select(c => c.Text("name") ?? ""));

    /// <summary>The images of a pod spec's containers.</summary>
    public static string Images(ObjectNode podSpec) => Join(podSpec.Objects("containers").Select(c => c.Text("image") ?? ""));

    public static string Join(IEnumerable<string> items) => string.Join(',', items);

    public static string Ratio(long part, long whole) => string.Create(CultureInfo.InvariantCulture, $"{part}/{whole}");

    public static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
