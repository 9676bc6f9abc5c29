using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources.Printing;

/// <summary>Label maps and the API's LabelSelector type as one line.</summary>
internal static class SelectorText
{
    /// <summary><c>a=1,b=2</c>, sorted; &lt;none&gt; if there are no labels.</summary>
    public static string OfLabels(ObjectNode? labels) => string.Join(',', Pairs(labels, "=")).Or(CellText.None);

    /// <summary>A LabelSelector in selector syntax; &lt;none&gt; if it is absent or selects everything.</summary>
    public static string OfSelector(ObjectNode? selector) =>
        Parse(selector) is { } parsed ? parsed.ToString().Or(CellText.None) : "<error>";

    /// <summary>A LabelSelector as a requirement list; null if it has an operator that doesn't exist.</summary>
    public static LabelSelector? Parse(ObjectNode? selector)
    {
        if (selector is null)
        {
            return LabelSelector.Everything;
        }

        var requirements = selector.Part("matchLabels")
            .Select(label => new LabelRequirement(label.Key, LabelOperator.Equals, [(label.Value as TextNode)?.Value ?? ""])).ToList();
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            LabelOperator? relation = expression.Text("operator") switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                "DoesNotExist" => LabelOperator.DoesNotExist,
                _ => null,
            };
            if (relation is null)
            {
                return null;
            }

            var values = expression.Texts("values").Distinct().Order(StringComparer.Ordinal).ToList();
            requirements.Add(new(expression.Text("key") ?? "", relation.Value, values));
        }

        return LabelSelector.Of(requirements);
    }

    /// <summary>A LabelSelector as Go prints the struct; the original shows it so where it forgot to format it.</summary>
    public static string OfStruct(ObjectNode selector)
    {
        var labels = string.Concat(Pairs(selector.Object("matchLabels"), ": ").Select(p => $"{p},"));
        var expressions = string.Concat(selector.Objects("matchExpressions").Select(Expression));
        return $"&LabelSelector{{MatchLabels:map[string]string{{{labels}}},MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}";
    }

    private static string Expression(ObjectNode expression)
    {
        var values = string.Join(' ', expression.Texts("values"));
        return $"LabelSelectorRequirement{{Key:{expression.Text("key")},Operator:{expression.Text("operator")},Values:[{values}],}},";
    }

    private static IEnumerable<string> Pairs(ObjectNode? labels, string separator) => labels is null
        ? []
        : labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}{separator}{(l.Value as TextNode)?.Value}");
}
