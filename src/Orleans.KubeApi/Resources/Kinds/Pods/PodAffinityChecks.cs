using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>Checks of affinities: to nodes, to pods, away from pods.</summary>
internal static class PodAffinityChecks
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    private const string WeightRange = "must be in the range 1-100";
    private const string NoSelector = "must not be specified when labelSelector is not set";

    /// <summary>Checks all affinities.</summary>
    public static void Check(ObjectNode affinity, FieldPath path, FieldErrors errors, PodCheckOptions options)
    {
        if (affinity.Object("nodeAffinity") is { } node)
        {
            Node(node, path.Child("nodeAffinity"), errors, options.BadNodeValues);
        }

        foreach (var kind in new[] { "podAffinity", "podAntiAffinity" })
        {
            if (affinity.Object(kind) is { } pods)
            {
                Pods(pods, path.Child(kind), errors, options.BadSelectorValues);
            }
        }
    }

    /// <summary>Values of the required node affinity, for what an old object may keep.</summary>
    public static void NodeValues(ObjectNode? nodeAffinity, FieldErrors errors)
    {
        foreach (var term in nodeAffinity?.Object(Required).Items("nodeSelectorTerms") ?? [])
        {
            foreach (var expression in term.Obj().Items("matchExpressions"))
            {
                foreach (var value in expression.Obj().Items("values"))
                {
                    Names.LabelValue(errors, FieldPath.Root, value.Str());
                }
            }
        }
    }

    /// <summary>All pod affinity terms, whatever their kind.</summary>
    public static IEnumerable<ObjectNode> Terms(ObjectNode? affinity)
    {
        foreach (var kind in new[] { "podAffinity", "podAntiAffinity" })
        {
            foreach (var term in affinity?.Object(kind).Items(Required) ?? [])
            {
                yield return term.Obj();
            }

            foreach (var term in affinity?.Object(kind).Items(Preferred) ?? [])
            {
                yield return term.Obj().Object("podAffinityTerm") ?? [];
            }
        }
    }

    /// <summary>Label keys whose values are taken from the pod itself.</summary>
    public static void LabelKeys(ObjectNode term, FieldPath path, FieldErrors errors)
    {
        var match = term.Items("matchLabelKeys");
        var mismatch = term.Items("mismatchLabelKeys");
        var selector = term.Object("labelSelector");
        Keys(match, selector, path.Child("matchLabelKeys"), errors);
        Keys(mismatch, selector, path.Child("mismatchLabelKeys"), errors);
        if (selector is not null && match.Count > 0)
        {
            Twice(match, selector, path, errors);
        }

        var excluded = new HashSet<string>(mismatch.Select(k => k.Str()), StringComparer.Ordinal);
        for (var i = 0; i < match.Count; i++)
        {
            if (excluded.Contains(match[i].Str()))
            {
                errors.Invalid(path.Child("matchLabelKeys").Index(i), match[i].Str(),
                    "exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }

    private static void Keys(List<Node> keys, ObjectNode? selector, FieldPath path, FieldErrors errors)
    {
        if (keys.Count > 0 && selector is null)
        {
            errors.Forbidden(path, NoSelector);
            return;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            Names.Qualified(errors, path.Index(i), keys[i].Str());
        }
    }

    // The server has put the key into the selector once itself; a second one is the client's.
    private static void Twice(List<Node> match, ObjectNode selector, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, _) in selector.Object("matchLabels") ?? [])
        {
            seen.Add(key);
        }

        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < match.Count; i++)
        {
            last[match[i].Str()] = i;
        }

        foreach (var expression in selector.Items("matchExpressions"))
        {
            var key = expression.Obj().Str("key");
            if (!seen.Add(key) && last.TryGetValue(key, out var at))
            {
                errors.Invalid(path.Index(at), key, "exists in both matchLabelKeys and labelSelector");
            }
        }
    }

    private static void Node(ObjectNode affinity, FieldPath path, FieldErrors errors, bool badValues)
    {
        if (affinity.Object(Required) is { } selector)
        {
            NodeSelectorChecks.Check(selector, path.Child(Required), errors, badValues);
        }

        var terms = affinity.Items(Preferred);
        for (var i = 0; i < terms.Count; i++)
        {
            var at = path.Child(Preferred).Index(i);
            Weight(terms[i].Obj(), at, errors);
            NodeSelectorChecks.Term(terms[i].Obj().Object("preference") ?? [], at.Child("preference"), errors, badValues: true);
        }
    }

    private static void Pods(ObjectNode affinity, FieldPath path, FieldErrors errors, bool badValues)
    {
        var required = affinity.Items(Required);
        for (var i = 0; i < required.Count; i++)
        {
            Term(required[i].Obj(), path.Child(Required).Index(i), errors, badValues);
        }

        var preferred = affinity.Items(Preferred);
        for (var i = 0; i < preferred.Count; i++)
        {
            var at = path.Child(Preferred).Index(i);
            Weight(preferred[i].Obj(), at, errors);
            Term(preferred[i].Obj().Object("podAffinityTerm") ?? [], at.Child("podAffinityTerm"), errors, badValues);
        }
    }

    private static void Weight(ObjectNode term, FieldPath path, FieldErrors errors)
    {
        if (term.Int("weight") is <= 0 or > 100)
        {
            errors.Invalid(path.Child("weight"), term.Int("weight"), WeightRange);
        }
    }

    private static void Term(ObjectNode term, FieldPath path, FieldErrors errors, bool badValues)
    {
        SelectorRules.Check(term.Object("labelSelector"), path.Child("labelSelector"), errors, badValues);
        SelectorRules.Check(term.Object("namespaceSelector"), path.Child("namespaceSelector"), errors, badValues);
        foreach (var ns in term.Items("namespaces"))
        {
            Names.Label(errors, path, "namespace", ns.Str());
        }

        LabelKeys(term, path, errors);
        if (term.Str("topologyKey").Length == 0)
        {
            errors.Required(path.Child("topologyKey"), "can not be empty");
        }

        Names.Qualified(errors, path.Child("topologyKey"), term.Str("topologyKey"));
    }
}
