namespace Orleans.KubeApi.Objects;

/// <summary>
/// A label selector: all its requirements must hold. Immutable. Syntax, order and texts follow apimachinery <c>pkg/labels</c>.
/// </summary>
internal sealed class LabelSelector
{
    private readonly LabelRequirement[] _requirements;

    private LabelSelector(LabelRequirement[] requirements) => _requirements = requirements;

    /// <summary>Selects every object.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>The requirements, sorted by key.</summary>
    public IReadOnlyList<LabelRequirement> Requirements => _requirements;

    /// <summary>Whether it restricts nothing.</summary>
    public bool IsEmpty => _requirements.Length == 0;

    /// <summary>Reads a <c>labelSelector</c> parameter. Throws a 400 <see cref="StatusException"/> with the original's text.</summary>
    public static LabelSelector Parse(string text) =>
        string.IsNullOrEmpty(text) ? Everything : Of(new LabelSelectorParser(text).Parse());

    /// <summary>A selector of given requirements, which are taken as valid.</summary>
    public static LabelSelector Of(IEnumerable<LabelRequirement> requirements) =>
        new([.. requirements.OrderBy(r => r.Key, StringComparer.Ordinal)]);

    /// <summary>Whether the labels meet all requirements.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The canonical text: parsing it gives an equal selector.</summary>
    public override string ToString() => string.Join(',', _requirements.Select(r => r.ToString()));
}
