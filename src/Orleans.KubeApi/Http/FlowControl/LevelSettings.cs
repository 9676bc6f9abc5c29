using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Http.FlowControl;

/// <summary>A PriorityLevelConfiguration, compiled.</summary>
internal sealed record LevelSettings
{
    public const string Exempt = "exempt";
    public const string CatchAll = "catch-all";

    public required string Name { get; init; }

    public string Uid { get; init; } = "";

    /// <summary>No limit at all; only the level of that name can be so.</summary>
    public bool IsExempt { get; init; }

    /// <summary>0: nobody waits.</summary>
    public int Queues { get; init; }

    public int HandSize { get; init; }

    public int QueueLength { get; init; }

    /// <summary>The level's weight in the division of the server's seats.</summary>
    public int Shares { get; init; }

    /// <summary>Percentage that others may use while it is idle.</summary>
    public int LendablePercent { get; init; }

    /// <summary>Percentage that it may borrow; null: without limit.</summary>
    public int? BorrowingPercent { get; init; }

    /// <summary>The two that always exist, if their objects are missing or broken.</summary>
    public static LevelSettings Mandatory(string name) =>
        name == Exempt ? new() { Name = name, IsExempt = true } : new() { Name = name, Shares = 5 };

    /// <summary>Reads an object; null if it is broken (validation lets none through, but the store is older than the validation).</summary>
    public static LevelSettings? Read(ObjectNode tree)
    {
        var meta = tree.Object("metadata");
        var spec = tree.Object("spec");
        var settings = new LevelSettings { Name = meta.Str("name"), Uid = meta.Str("uid") };
        var isExempt = spec.Str("type") == "Exempt";
        if (isExempt != (settings.Name == Exempt) || spec?.Object(isExempt ? "exempt" : "limited") is not { } kind)
        {
            return null;
        }

        settings = settings with
        {
            IsExempt = isExempt,
            Shares = Number(kind, "nominalConcurrencyShares") ?? (isExempt ? 0 : 30),
            LendablePercent = Number(kind, "lendablePercent") ?? 0,
            BorrowingPercent = Number(kind, "borrowingLimitPercent"),
        };
        if (isExempt || kind.Object("limitResponse") is { } plain && plain.Str("type") == "Reject")
        {
            return settings;
        }

        return kind.Object("limitResponse")?.Object("queuing") is { } queuing
            && Number(queuing, "queues") is { } queues && Number(queuing, "handSize") is { } hand && HandDealer.IsPossible(queues, hand)
            ? settings with { Queues = queues, HandSize = hand, QueueLength = Math.Max(1, Number(queuing, "queueLengthLimit") ?? 50) }
            : null;
    }

    private static int? Number(ObjectNode node, string name) =>
        node.Integer(name) is { } value ? (int)Math.Clamp(value, 0, int.MaxValue) : null;
}
