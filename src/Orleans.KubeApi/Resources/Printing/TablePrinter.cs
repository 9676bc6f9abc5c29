using System.Collections.Concurrent;
using System.Collections.Frozen;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>
/// The <c>Table</c> representation of built-in kinds (<c>Accept: application/json;as=Table</c>): what kubectl prints. The columns and cells
/// are those of the original, wide ones always included. Kinds without a table of their own show their name and creation time.
/// </summary>
internal static class TablePrinter
{
    private static readonly FrozenDictionary<string, KindTable> Tables = KindTables.All.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<KindTable, ArrayNode> Definitions = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether the kind has a table of its own.</summary>
    public static bool HasTable(GroupVersionKind kind) => Tables.ContainsKey(KeyOf(kind));

    /// <summary>The <c>columnDefinitions</c>: name, type, format, description, priority. Shared; not to be changed.</summary>
    public static ArrayNode Columns(ResourceType type) => Columns(type.Kind);

    /// <inheritdoc cref="Columns(ResourceType)"/>
    public static ArrayNode Columns(GroupVersionKind kind) => Definitions.GetOrAdd(TableOf(kind), Define);

    /// <summary>The <c>cells</c> of one object, in any served version of its kind; of autoscalers in v2, for all their metrics.</summary>
    public static ArrayNode Row(ResourceType type, ObjectNode obj, DateTimeOffset now) => Row(type.Kind, obj, now);

    /// <inheritdoc cref="Row(ResourceType, ObjectNode, DateTimeOffset)"/>
    public static ArrayNode Row(GroupVersionKind kind, ObjectNode obj, DateTimeOffset now) => new(TableOf(kind).Cells(obj, now));

    /// <summary>The <c>conditions</c> of the object's row, null for none.</summary>
    public static ArrayNode? RowConditions(ResourceType type, ObjectNode obj) => TableOf(type.Kind).Conditions?.Invoke(obj);

    private static KindTable TableOf(GroupVersionKind kind) => Tables.GetValueOrDefault(KeyOf(kind)) ?? ConfigCells.Plain;

    private static string KeyOf(GroupVersionKind kind) => $"{kind.Group}/{kind.Kind}";

    private static ArrayNode Define(KindTable table) => new(table.Columns.Select(column => new ObjectNode
    {
        { "name", column.Name },
        { "type", column.Type },
        { "format", column.Format },
        { "description", ColumnTexts.Of(column) },
        { "priority", column.Wide ? 1 : 0 },
    }));
}
