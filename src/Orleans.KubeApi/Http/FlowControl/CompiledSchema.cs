using Orleans.KubeApi.Authentication;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A FlowSchema, compiled: whom and what it matches, its level, and how it tells flows apart.</summary>
internal sealed class CompiledSchema
{
    private readonly IReadOnlyList<SchemaRule> _rules;
    private readonly Distinguisher _distinguisher;
    private readonly ulong _seed = unchecked((ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));

    private CompiledSchema(
        string name, string uid, long precedence, Distinguisher distinguisher, IReadOnlyList<SchemaRule> rules, FlowLevel level,
        FlowStatistics statistics)
    {
        Name = name;
        Uid = uid;
        Precedence = precedence;
        Level = level;
        Statistics = statistics;
        _distinguisher = distinguisher;
        _rules = rules;
    }

    private enum Distinguisher
    {
        None,
        ByUser,
        ByNamespace,
    }

    public string Name { get; }

    public string Uid { get; }

    /// <summary>Schemas are asked in rising order, then by name.</summary>
    public long Precedence { get; }

    public FlowLevel Level { get; }

    /// <summary>Its counters in that level, guarded by the level's lock.</summary>
    public FlowStatistics Statistics { get; }

    /// <summary>The level that an object names; "" if it names none.</summary>
    public static string LevelOf(ObjectNode tree) => tree.Object("spec")?.Object("priorityLevelConfiguration").Str("name") ?? "";

    /// <summary>Compiles an object whose level exists.</summary>
    public static CompiledSchema Read(ObjectNode tree, FlowLevel level, FlowStatistics statistics)
    {
        var meta = tree.Object("metadata");
        var spec = tree.Object("spec") ?? [];
        var distinguisher = spec.Object("distinguisherMethod").Str("type") switch
        {
            "ByUser" => Distinguisher.ByUser,
            "ByNamespace" => Distinguisher.ByNamespace,
            _ => Distinguisher.None,
        };
        var rules = (spec.Array("rules")?.Items ?? []).OfType<ObjectNode>().Select(SchemaRule.Read).ToArray();
        return new CompiledSchema(
            meta.Str("name"), meta.Str("uid"), spec.Integer("matchingPrecedence") ?? 1000, distinguisher, rules, level, statistics);
    }

    /// <summary>The mandatory one of that name, while its object is missing or broken.</summary>
    public static CompiledSchema Mandatory(string name, FlowLevel level, FlowStatistics statistics) => name == LevelSettings.Exempt
        ? new(name, "", 1, Distinguisher.None, [SchemaRule.Everything(UserInfo.MastersGroup)], level, statistics)
        : new(name, "", 10_000, Distinguisher.ByUser,
            [SchemaRule.Everything(UserInfo.UnauthenticatedGroup, UserInfo.AuthenticatedGroup)], level, statistics);

    /// <summary>Whether a request is its.</summary>
    public bool Matches(UserInfo user, RequestInfo info)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(user, info))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Which of the schema's flows a request belongs to.</summary>
    public string FlowOf(UserInfo user, RequestInfo info) => _distinguisher switch
    {
        Distinguisher.ByUser => user.Name,
        Distinguisher.ByNamespace => info.Namespace,
        _ => "",
    };

    /// <summary>The hash that chooses a flow's hand of queues.</summary>
    public ulong HashOf(string flow) => HandDealer.Hash(_seed, flow);
}
