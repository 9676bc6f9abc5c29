using Microsoft.AspNetCore.Http;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>When JSON is indented: on <c>?pretty=</c>, else for tools that people look at (apiserver <c>isPrettyPrint</c>).</summary>
internal static class PrettyRule
{
    private static readonly string[] Agents = ["curl", "Wget", "Mozilla/5.0"];

    /// <summary>Whether the answer to this request is indented.</summary>
    public static bool Applies(HttpRequest request, QueryParameters query)
    {
        if (query.Get("pretty") is { Length: > 0 } asked)
        {
            return asked is "1" or "t" or "T" or "true" or "TRUE" or "True";
        }

        var agent = request.Headers.UserAgent;
        if (agent.Count != 1 || agent[0] is not { } text)
        {
            return false;
        }

        foreach (var prefix in Agents)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
