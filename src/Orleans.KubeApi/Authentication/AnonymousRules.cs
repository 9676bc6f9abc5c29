using System.Collections.Frozen;

namespace Orleans.KubeApi.Authentication;

/// <summary>Where requests without credentials are let through to authorization.</summary>
/// <param name="Enabled">Anywhere at all.</param>
/// <param name="Paths">The only paths, exactly; null for all.</param>
internal sealed record AnonymousRules(bool Enabled, FrozenSet<string>? Paths = null)
{
    /// <summary>Everywhere.</summary>
    public static AnonymousRules Everywhere { get; } = new(Enabled: true);

    /// <summary>Nowhere.</summary>
    public static AnonymousRules Nowhere { get; } = new(Enabled: false);

    /// <summary>Whether a request for a path may come without credentials.</summary>
    public bool Allows(string path) => Enabled && (Paths is null || Paths.Contains(path));
}
