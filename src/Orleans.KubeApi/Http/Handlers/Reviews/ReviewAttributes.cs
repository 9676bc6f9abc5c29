using Orleans.KubeApi.Authorization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Http.Handlers.Reviews;

/// <summary>What a review asks for, in the form that authorizers judge.</summary>
internal static class ReviewAttributes
{
    /// <summary>The attributes, and what of the selectors could not be understood: that part counts as no selector.</summary>
    public static (RequestAttributes Attributes, IReadOnlyList<string> Problems) Of(ObjectNode spec)
    {
        if (spec.Object("resourceAttributes") is not { } asked)
        {
            var path = spec.Object("nonResourceAttributes");
            return (new RequestAttributes { IsResource = false, Verb = path.Str("verb"), Path = path.Str("path") }, []);
        }

        var problems = new List<string>();
        var fields = Requirements(asked.Object("fieldSelector"), "fieldSelector", Field, static t => FieldSelector.Parse(t).Requirements,
            problems);
        var labels = Requirements(asked.Object("labelSelector"), "labelSelector", Label, static t => LabelSelector.Parse(t).Requirements,
            problems);
        return (new RequestAttributes
        {
            IsResource = true,
            Verb = asked.Str("verb"),
            Path = "",
            Group = asked.Str("group"),
            Version = asked.Str("version") is { Length: > 0 } version ? version : "*",
            Resource = asked.Str("resource"),
            Subresource = asked.Str("subresource"),
            Namespace = asked.Str("namespace"),
            Name = asked.Str("name"),
            Selectors = fields.Count + labels.Count > 0 ? new SelectorAttributes(fields, labels) : null,
        }, problems);
    }

    private static IReadOnlyList<T> Requirements<T>(
        ObjectNode? selector, string name, Func<ObjectNode, T?> one, Func<string, IReadOnlyList<T>> parse, List<string> problems)
        where T : class
    {
        if (selector.Str("rawSelector") is { Length: > 0 } raw)
        {
            try
            {
                return parse(raw);
            }
            catch (StatusException)
            {
                problems.Add($"spec.resourceAttributes.{name} ignored due to parse error");
                return [];
            }
        }

        var all = selector.ObjectsOf("requirements").Select(r => one(r.Item)).ToList();
        var known = all.OfType<T>().ToList();
        if (known.Count < all.Count)
        {
            problems.Add($"spec.resourceAttributes.{name} {(known.Count > 0 ? "partially " : "")}ignored due to parse error");
        }

        return known;
    }

    private static FieldRequirement? Field(ObjectNode requirement) =>
        (requirement.Str("operator"), requirement.Texts("values")) switch
        {
            ("In", [var value]) => new FieldRequirement(requirement.Str("key"), value, Negated: false),
            ("NotIn", [var value]) => new FieldRequirement(requirement.Str("key"), value, Negated: true),
            _ => null,
        };

    private static LabelRequirement? Label(ObjectNode requirement)
    {
        LabelOperator? relation = requirement.Str("operator") switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            _ => null,
        };
        var values = requirement.Texts("values").Distinct().Order(StringComparer.Ordinal).ToList();
        return relation is { } known ? new LabelRequirement(requirement.Str("key"), known, values) : null;
    }
}
