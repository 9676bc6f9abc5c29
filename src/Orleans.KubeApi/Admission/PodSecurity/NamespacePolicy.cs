using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>What a namespace's labels ask of its pods.</summary>
/// <param name="Enforce">What is refused.</param>
/// <param name="Audit">What gets an audit annotation.</param>
/// <param name="Warn">What gets a warning.</param>
internal readonly record struct NamespacePolicy(LeveledVersion Enforce, LeveledVersion Audit, LeveledVersion Warn)
{
    private const string Prefix = "pod-security.kubernetes.io/";
    private static readonly FieldPath Labels = FieldPath.Of("metadata").Child("labels");

    /// <summary>Nothing is asked.</summary>
    public bool IsFullyPrivileged =>
        Enforce.Level == SecurityLevel.Privileged && Audit.Level == SecurityLevel.Privileged && Warn.Level == SecurityLevel.Privileged;

    /// <summary>
    /// The policy of these labels over the defaults. A wrong enforce level counts as restricted, a wrong audit or warn level as
    /// privileged, a wrong version as the latest. Complaints go to <paramref name="errors"/>.
    /// </summary>
    public static NamespacePolicy Of(IReadOnlyDictionary<string, string> labels, NamespacePolicy defaults, FieldErrors? errors)
    {
        var policy = defaults;
        if (labels.Count == 0)
        {
            return policy;
        }

        var enforceIsRight = false;
        if (labels.TryGetValue(Prefix + "enforce", out var text))
        {
            enforceIsRight = Level("enforce", text, errors, out var level);
            policy = policy with { Enforce = policy.Enforce with { Level = level } };
        }

        policy = policy with { Enforce = Version(labels, "enforce-version", policy.Enforce, errors) };
        policy = policy with { Audit = OpenLevel(labels, "audit", policy.Audit, errors) };
        policy = policy with { Audit = Version(labels, "audit-version", policy.Audit, errors) };
        policy = policy with { Warn = OpenLevel(labels, "warn", policy.Warn, errors) };
        policy = policy with { Warn = Version(labels, "warn-version", policy.Warn, errors) };
        if (enforceIsRight && !labels.ContainsKey(Prefix + "warn") && policy.Enforce.Level > policy.Warn.Level)
        {
            var minor = labels.ContainsKey(Prefix + "warn-version") ? policy.Warn.Minor : policy.Enforce.Minor;
            policy = policy with { Warn = new LeveledVersion(policy.Enforce.Level, minor) };
        }

        return policy;
    }

    /// <summary>Whether a mode is set by a label of its own.</summary>
    public static bool IsSet(IReadOnlyDictionary<string, string> labels, string mode) =>
        labels.ContainsKey(Prefix + mode) || labels.ContainsKey($"{Prefix}{mode}-version");

    /// <summary>Whether two policies ask the same; versions don't matter where everything is allowed.</summary>
    public bool IsEquivalent(NamespacePolicy other) =>
        IsEquivalent(Enforce, other.Enforce) && IsEquivalent(Audit, other.Audit) && IsEquivalent(Warn, other.Warn);

    private static bool IsEquivalent(LeveledVersion a, LeveledVersion b) =>
        a.Level == b.Level && (a.Level == SecurityLevel.Privileged || a.Minor == b.Minor);

    private static LeveledVersion OpenLevel(
        IReadOnlyDictionary<string, string> labels, string mode, LeveledVersion before, FieldErrors? errors)
    {
        if (!labels.TryGetValue(Prefix + mode, out var text))
        {
            return before;
        }

        return before with { Level = Level(mode, text, errors, out var level) ? level : SecurityLevel.Privileged };
    }

    private static bool Level(string mode, string text, FieldErrors? errors, out SecurityLevel level)
    {
        if (LeveledVersion.TryParseLevel(text, out level))
        {
            return true;
        }

        errors?.Invalid(Labels.Key(Prefix + mode), new TextNode(text), "must be one of privileged, baseline, restricted");
        return false;
    }

    private static LeveledVersion Version(
        IReadOnlyDictionary<string, string> labels, string mode, LeveledVersion before, FieldErrors? errors)
    {
        if (!labels.TryGetValue(Prefix + mode, out var text))
        {
            return before;
        }

        if (!LeveledVersion.TryParseVersion(text, out var minor))
        {
            errors?.Invalid(Labels.Key(Prefix + mode), new TextNode(text), "must be \"latest\" or \"v1.x\"");
        }

        return before with { Minor = minor };
    }
}
