using Orleans.KubeApi.Authentication;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>All schemas in force, in their order. Immutable, swapped whole; a request is judged by one of them.</summary>
internal sealed class FlowConfiguration(IReadOnlyList<CompiledSchema> schemas)
{
    private readonly CompiledSchema[] _schemas = [.. schemas.OrderBy(s => s.Precedence).ThenBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<CompiledSchema> Schemas => _schemas;

    /// <summary>The first that matches. Catch-all does, whoever asks: a user in neither of its groups cannot exist, but falls there
    /// too.</summary>
    public CompiledSchema Classify(UserInfo user, RequestInfo info)
    {
        CompiledSchema? last = null;
        foreach (var schema in _schemas)
        {
            if (schema.Matches(user, info))
            {
                return schema;
            }

            if (schema.Name == LevelSettings.CatchAll)
            {
                last = schema;
            }
        }

        return last!;
    }
}
