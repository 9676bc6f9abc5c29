using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>How the cluster hands out addresses and ports: the server's options, the same on all silos.</summary>
/// <param name="Ranges">Ranges of service addresses, one or one of each family; the first is the default family.</param>
/// <param name="Ports">The range of node ports.</param>
internal sealed record ServiceNetwork(IReadOnlyList<CidrText> Ranges, PortBand Ports)
{
    /// <summary>kube-apiserver's defaults.</summary>
    public static ServiceNetwork Default { get; } = Parse("10.0.0.0/24", "30000-32767");

    /// <summary>The default family first.</summary>
    public IReadOnlyList<string> Families { get; } = [.. Ranges.Select(r => r.Address.Family)];

    /// <summary>The options' texts: CIDRs separated by a comma, and "first-last".</summary>
    /// <exception cref="FormatException">A text is none.</exception>
    public static ServiceNetwork Parse(string ranges, string ports)
    {
        var cidrs = ranges.Split(',').Select(text => CidrText.TryParse(text.Trim(), out var cidr) ? cidr
            : throw new FormatException($"\"{text}\" is no CIDR such as 10.0.0.0/24")).ToList();
        if (cidrs.Count > 2 || (cidrs.Count == 2 && cidrs[0].Address.IsV4 == cidrs[1].Address.IsV4))
        {
            throw new FormatException("there may be one CIDR, or one of each family");
        }

        return new ServiceNetwork(cidrs, PortBand.Parse(ports));
    }
}
