using System.Globalization;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Where a validated value stands, as the original prints it: <c>spec.containers[0].ports[1].name</c>, <c>data[key]</c>. Immutable; the
/// text is made only when an error needs it.
/// </summary>
internal sealed class FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string? _name;
    private readonly int _index;
    private readonly bool _isKey;

    private FieldPath(FieldPath? parent, string? name, int index, bool isKey) =>
        (_parent, _name, _index, _isKey) = (parent, name, index, isKey);

    /// <summary>A path that starts with a member of the object.</summary>
    public static FieldPath Of(string name) => new(null, name, 0, isKey: false);

    /// <summary>The path of an object that has none of its own: errors of it name no field.</summary>
    public static FieldPath Root { get; } = new(null, "", 0, isKey: false);

    /// <summary>A member.</summary>
    public FieldPath Child(string name) => new(this, name, 0, isKey: false);

    /// <summary>A member of a member.</summary>
    public FieldPath Child(string name, string inner) => Child(name).Child(inner);

    /// <summary>An element of a list.</summary>
    public FieldPath Index(int index) => new(this, null, index, isKey: false);

    /// <summary>An entry of a map.</summary>
    public FieldPath Key(string key) => new(this, key, 0, isKey: true);

    /// <inheritdoc/>
    public override string ToString()
    {
        if (_parent is null)
        {
            return _name ?? "";
        }

        var before = _parent.ToString();
        return _name is null ? string.Create(CultureInfo.InvariantCulture, $"{before}[{_index}]")
            : _isKey ? $"{before}[{_name}]"
            : before.Length == 0 ? _name : $"{before}.{_name}";
    }
}
