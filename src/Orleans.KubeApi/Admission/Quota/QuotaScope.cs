using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.Quota;

/// <summary>One condition of a quota on the objects that it counts.</summary>
/// <param name="Name">Terminating, NotTerminating, BestEffort, NotBestEffort, PriorityClass, …</param>
/// <param name="Operator">In, NotIn, Exists, DoesNotExist.</param>
/// <param name="Values">For In and NotIn.</param>
internal sealed record QuotaScope(string Name, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>spec.scopes and spec.scopeSelector of a quota.</summary>
    public static IReadOnlyList<QuotaScope> Of(ObjectNode spec)
    {
        var scopes = (spec.Array("scopes")?.Items ?? []).OfType<TextNode>().Select(s => new QuotaScope(s.Value, "Exists", [])).ToList();
        foreach (var item in (spec.Object("scopeSelector")?.Array("matchExpressions")?.Items ?? []).OfType<ObjectNode>())
        {
            scopes.Add(new QuotaScope(
                item.Text("scopeName") ?? "", item.Text("operator") ?? "",
                [.. (item.Array("values")?.Items ?? []).OfType<TextNode>().Select(v => v.Value)]));
        }

        return scopes;
    }

    /// <summary>Whether an object is in the scope.</summary>
    public bool Matches(ScopeFacts facts) => Name switch
    {
        "VolumeAttributesClass" => facts.AttributeClasses is { } classes && MatchesClass(classes),
        _ when !facts.IsPod => false,
        "Terminating" => facts.IsTerminating,
        "NotTerminating" => !facts.IsTerminating,
        "BestEffort" => facts.IsBestEffort,
        "NotBestEffort" => !facts.IsBestEffort,
        "CrossNamespacePodAffinity" => facts.CrossesNamespaces,
        "PriorityClass" => MatchesClass(facts.PriorityClass.Length == 0 ? [] : [facts.PriorityClass]),
        _ => false,
    };

    // Without any class only the absence matches, as labels do: NotIn and DoesNotExist.
    private bool MatchesClass(IReadOnlyCollection<string> classes) => Operator switch
    {
        "Exists" => classes.Count > 0,
        "DoesNotExist" => classes.Count == 0,
        "In" => classes.Any(Values.Contains),
        "NotIn" => classes.Count == 0 || classes.Any(c => !Values.Contains(c)),
        _ => false,
    };
}
