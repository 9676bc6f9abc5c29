using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http;

/// <summary>Label and field selector of a request, compiled against a type.</summary>
internal sealed class ObjectFilter
{
    private ObjectFilter(string name, Func<StoredObject, bool>? matches)
    {
        Name = name;
        Matches = matches;
    }

    /// <summary>The one name that can match (metadata.name=x), "" if any can. Also part of <see cref="Matches"/>.</summary>
    public string Name { get; }

    /// <summary>The whole condition, null if everything matches.</summary>
    public Func<StoredObject, bool>? Matches { get; }

    /// <summary>Only the condition on the name, so an index over names answers completely.</summary>
    public bool IsNameOnly { get; private init; }

    /// <summary>Compiles the selectors.</summary>
    /// <exception cref="StatusException">400 for what is no selector or names an unknown field.</exception>
    public static ObjectFilter Of(ListOptions options, ResourceType type)
    {
        var labels = LabelSelector.Parse(options.LabelSelector);
        var fields = FieldSelector.Parse(options.FieldSelector);
        if (labels.IsEmpty && fields.IsEmpty)
        {
            return new ObjectFilter("", null);
        }

        var terms = new FieldTerm[fields.Requirements.Count];
        var count = 0;
        var name = "";
        foreach (var requirement in fields.Requirements)
        {
            // The original's own quirk: a term without a field name and value selects everything.
            if (requirement is { Path: "", Value: "" })
            {
                continue;
            }

            terms[count++] = FieldTerm.Of(requirement, type);
            if (requirement is { Path: "metadata.name", Negated: false } && name.Length == 0)
            {
                name = requirement.Value;
            }
        }

        terms = terms[..count];
        return new ObjectFilter(name, stored => Meets(stored, labels, terms))
        {
            IsNameOnly = name.Length > 0 && labels.IsEmpty && terms.Length == 1,
        };
    }

    private static bool Meets(StoredObject stored, LabelSelector labels, FieldTerm[] terms)
    {
        foreach (var term in terms)
        {
            if (!term.Requirement.Matches(stored.Field(term.Path) ?? term.Default))
            {
                return false;
            }
        }

        return labels.IsEmpty || labels.Matches(stored.Labels);
    }

    private sealed record FieldTerm(FieldRequirement Requirement, string Path, string Default)
    {
        public static FieldTerm Of(FieldRequirement requirement, ResourceType type)
        {
            if (!type.SelectableFields.TryGetValue(requirement.Path, out var path))
            {
                throw StatusErrors.BadRequest(NamesOwnFields(type)
                    ? $"field label not supported: {requirement.Path}"
                    : $"\"{requirement.Path}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
            }

            return new FieldTerm(requirement, path, type.SelectableDefaults.GetValueOrDefault(requirement.Path, ""));
        }

        // A kind with a list of its own may have two fields as well: namespaces know a phase, but no namespace.
        private static bool NamesOwnFields(ResourceType type) =>
            type.SelectableFields.Count > 2 || !type.SelectableFields.ContainsKey("metadata.namespace");
    }
}
