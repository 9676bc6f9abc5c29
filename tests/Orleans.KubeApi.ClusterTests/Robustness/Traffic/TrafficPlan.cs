using Orleans.KubeApi.ClusterTests.Robustness.Model;

namespace Orleans.KubeApi.ClusterTests.Robustness.Traffic;

/// <summary>
/// What the traffic works on: few objects, so that clients collide, in two namespaces whose key order isn't their name order
/// (<c>rob-b/…</c> sorts before <c>rob/…</c>).
/// </summary>
internal static class TrafficPlan
{
    public const int KeysPerNamespace = 6;
    public static readonly string[] Namespaces = ["rob", "rob-b"];
    public static readonly string[] Teams = ["red", "blue"];

    /// <summary>The last writes of a run, in this order: a watch that has seen the last one in its scope has seen everything.</summary>
    public static readonly (string Key, string Team)[] Markers =
        [.. Namespaces.SelectMany(space => Teams.Select(team => ($"{space}/z-marker-{team}", team)))];

    public static readonly Scope[] Scopes =
    [
        Scope.All, new("rob", null), new(null, "red"), new("rob-b", "blue"), new("rob", "red"), new(null, "blue"),
    ];

    public static string LastMarker(Scope scope) =>
        Markers.Last(marker => scope.Matches(marker.Key, new ObjectState("", 0, "", "", "", marker.Team))).Key;

    public static string RandomKey(Random random) =>
        $"{Namespaces[random.Next(Namespaces.Length)]}/k-{random.Next(KeysPerNamespace)}";

    public static string RandomTeam(Random random) => Teams[random.Next(Teams.Length)];
}
