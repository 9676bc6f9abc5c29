using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization;

/// <summary>
/// The selectors of a list, watch or deletecollection for those authorizers that look at them. A request's text is parsed when somebody
/// asks for the first time; what can't be parsed counts as no selector.
/// </summary>
internal sealed class SelectorAttributes
{
    private readonly Lazy<IReadOnlyList<FieldRequirement>> _fields;
    private readonly Lazy<IReadOnlyList<LabelRequirement>> _labels;

    /// <summary>Selectors as a request has them; null for none.</summary>
    public SelectorAttributes(string? fieldText, string? labelText)
    {
        _fields = new(() => Parse(fieldText, static t => FieldSelector.Parse(t).Requirements));
        _labels = new(() => Parse(labelText, static t => LabelSelector.Parse(t).Requirements));
    }

    /// <summary>Requirements as a review has them.</summary>
    public SelectorAttributes(IReadOnlyList<FieldRequirement> fields, IReadOnlyList<LabelRequirement> labels)
    {
        _fields = new(fields);
        _labels = new(labels);
    }

    /// <summary>The field selector's terms; empty for none.</summary>
    public IReadOnlyList<FieldRequirement> Fields => _fields.Value;

    /// <summary>The label selector's terms; empty for none.</summary>
    public IReadOnlyList<LabelRequirement> Labels => _labels.Value;

    private static IReadOnlyList<T> Parse<T>(string? text, Func<string, IReadOnlyList<T>> parse)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? [] : parse(text);
        }
        catch (StatusException)
        {
            return [];
        }
    }
}
