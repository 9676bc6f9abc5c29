using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Admission.PodSecurity;

/// <summary>
/// PodSecurityConfiguration of <c>pod-security.admission.config.k8s.io</c>: what holds for namespaces without labels, and for whom nothing
/// holds.
/// </summary>
internal sealed record PodSecuritySettings
{
    private const string Group = "pod-security.admission.config.k8s.io/";

    /// <summary>Everything is allowed and nobody exempt.</summary>
    public static PodSecuritySettings None { get; } = new();

    /// <summary>For namespaces without labels.</summary>
    public NamespacePolicy Defaults { get; init; } = new(
        new(SecurityLevel.Privileged, LeveledVersion.Latest),
        new(SecurityLevel.Privileged, LeveledVersion.Latest),
        new(SecurityLevel.Privileged, LeveledVersion.Latest));

    /// <summary>Users whose pods are not looked at.</summary>
    public IReadOnlySet<string> Users { get; init; } = new HashSet<string>();

    /// <summary>Namespaces whose pods are not looked at.</summary>
    public IReadOnlySet<string> Namespaces { get; init; } = new HashSet<string>();

    /// <summary>Runtime classes whose pods are not looked at.</summary>
    public IReadOnlySet<string> RuntimeClasses { get; init; } = new HashSet<string>();

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="FormatException">Says what is wrong with it.</exception>
    public static PodSecuritySettings Read(ObjectNode configuration)
    {
        ConfigurationReader.Root(configuration, "PodSecurityConfiguration", Group + "v1", Group + "v1beta1", Group + "v1alpha1");
        var reader = new ConfigurationReader();
        reader.Known(configuration, "", "apiVersion", "kind", "defaults", "exemptions");
        var defaults = reader.Optional(configuration, "defaults", "");
        reader.Known(defaults, "defaults", "enforce", "enforce-version", "audit", "audit-version", "warn", "warn-version");
        var exemptions = reader.Optional(configuration, "exemptions", "");
        reader.Known(exemptions, "exemptions", "usernames", "namespaces", "runtimeClasses");
        foreach (var (mode, _) in defaults)
        {
            _ = reader.Text(defaults, mode, "defaults");
        }

        foreach (var (list, _) in exemptions)
        {
            _ = reader.Texts(exemptions, list, "exemptions");
        }

        reader.ThrowIfWrong();
        return new PodSecuritySettings
        {
            Defaults = new NamespacePolicy(Mode(defaults, "enforce"), Mode(defaults, "audit"), Mode(defaults, "warn")),
            Users = Names(exemptions, "usernames"),
            Namespaces = Names(exemptions, "namespaces"),
            RuntimeClasses = Names(exemptions, "runtimeClasses"),
        };
    }

    private static LeveledVersion Mode(ObjectNode defaults, string mode)
    {
        var level = defaults.Text(mode) is { Length: > 0 } named ? named : "privileged";
        var version = defaults.Text($"{mode}-version") is { Length: > 0 } given ? given : "latest";
        return !LeveledVersion.TryParseLevel(level, out var parsed)
            ? throw new FormatException($"defaults.{mode}: \"{level}\" must be one of privileged, baseline, restricted")
            : LeveledVersion.TryParseVersion(version, out var minor) ? new LeveledVersion(parsed, minor)
            : throw new FormatException($"defaults.{mode}-version: \"{version}\" must be \"latest\" or \"v1.x\"");
    }

    private static HashSet<string> Names(ObjectNode exemptions, string list)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in exemptions.Array(list)?.Items ?? [])
        {
            if (item is not TextNode { Value: { Length: > 0 } name })
            {
                throw new FormatException($"exemptions.{list}: an entry is empty or no text");
            }

            if (!names.Add(name))
            {
                throw new FormatException($"exemptions.{list}: \"{name}\" is there twice");
            }
        }

        return names;
    }
}
