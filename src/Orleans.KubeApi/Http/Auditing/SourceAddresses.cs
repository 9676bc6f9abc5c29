using System.Net;
using Microsoft.AspNetCore.Http;

namespace Orleans.KubeApi.Http.Auditing;

/// <summary>
/// Where a request says it comes from, then where it does come from: X-Forwarded-For, X-Real-Ip, the connection (apimachinery
/// <c>SourceIPs</c>). Only the last is not the client's own word.
/// </summary>
internal static class SourceAddresses
{
    private const int Most = 32;

    /// <summary>The addresses, at most 33.</summary>
    public static IReadOnlyList<string> Of(HttpContext http)
    {
        var found = new List<IPAddress>();
        var headers = http.Request.Headers;
        if (headers.TryGetValue("X-Forwarded-For", out var forwarded))
        {
            foreach (var text in forwarded.ToString().Split(',', Most + 1))
            {
                if (found.Count < Most && IPAddress.TryParse(text.Trim(), out var address))
                {
                    found.Add(address);
                }
            }
        }

        if (headers.TryGetValue("X-Real-Ip", out var real) && IPAddress.TryParse(real.ToString(), out var told) && !found.Contains(told))
        {
            found.Add(told);
        }

        if (http.Connection.RemoteIpAddress is { } remote)
        {
            remote = remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote;
            if (found.Count == 0 || !found[^1].Equals(remote))
            {
                found.Add(remote);
            }
        }

        return [.. found.Select(a => a.ToString())];
    }
}
