namespace Orleans.KubeApi.Discovery;

/// <summary>
/// Chooses between the aggregated and the legacy form of a discovery document (apiserver <c>negotiation</c>,
/// <c>discovery/aggregated</c>).
/// </summary>
internal static class DiscoveryNegotiation
{
    /// <summary>What the 406 answer names.</summary>
    public const string Supported = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    private const string Json = "application/json";
    private static readonly string[] MediaTypes = [Json, "application/yaml"];

    /// <summary>The form that the first acceptable clause of the header asks for.</summary>
    /// <param name="accept">The Accept header.</param>
    /// <param name="aggregated">Whether the path has an aggregated form.</param>
    public static DiscoveryForm Choose(string accept, bool aggregated)
    {
        if (accept.Length == 0)
        {
            return DiscoveryForm.Legacy;
        }

        foreach (var clause in AcceptClause.Parse(accept))
        {
            if (!MediaTypes.Any(clause.Admits))
            {
                continue;
            }

            var converts = clause.Parameters.Keys.Any(name => name is "as" or "g" or "v");
            if (!converts)
            {
                return DiscoveryForm.Legacy;
            }

            if (aggregated && clause.Admits(Json) && IsAggregated(clause.Parameters))
            {
                return DiscoveryForm.Aggregated;
            }
        }

        return DiscoveryForm.None;
    }

    private static bool IsAggregated(IReadOnlyDictionary<string, string> parameters) =>
        parameters.GetValueOrDefault("g") == "apidiscovery.k8s.io"
        && parameters.GetValueOrDefault("v") == "v2"
        && parameters.GetValueOrDefault("as") == "APIGroupDiscoveryList"
        && parameters.GetValueOrDefault("profile", "nopeer") is "nopeer" or "";
}
