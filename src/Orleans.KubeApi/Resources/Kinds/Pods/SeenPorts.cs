using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources.Kinds.Pods;

/// <summary>
/// The ports of a pod of one number and protocol, in the order of the spec, found by what they bind on the host: which of them another port
/// meets is known without looking at the others.
/// </summary>
internal sealed class SeenPorts
{
    private readonly List<(FieldPath Path, long Host, string Ip)> _all = [];
    private readonly Dictionary<(long Host, string? Ip), List<int>> _byHost = [];

    /// <summary>Adds a port.</summary>
    public void Add(FieldPath path, ObjectNode port)
    {
        var (host, ip) = (port.Int("hostPort"), port.Str("hostIP"));
        Put((host, ip));
        Put((host, null));
        _all.Add((path, host, ip));
    }

    /// <summary>The first <paramref name="most"/> earlier ports that the port meets, and how.</summary>
    public IEnumerable<(FieldPath Path, string Text)> Conflicts(ObjectNode port, int most)
    {
        var (host, ip) = (port.Int("hostPort"), port.Str("hostIP"));
        IEnumerable<int> met = Enumerable.Range(0, _all.Count);
        if (host != 0)
        {
            // Those of any port of the host, of the same one, and on the same or on all addresses.
            met = Of((0, null)).Concat(ip.Length == 0 ? Of((host, null)) : Of((host, "")).Concat(Of((host, ip)))).Order();
        }

        return met.Take(most).Select(i => (_all[i].Path, Text(host, ip, _all[i].Host, _all[i].Ip)));
    }

    private static string Text(long host, string ip, long otherHost, string otherIp) =>
        ip == otherIp && host == otherHost ? "duplicate" : host == 0 || otherHost == 0 ? "overlapping" : "dangerously ambiguous";

    private List<int> Of((long Host, string? Ip) key) => _byHost.GetValueOrDefault(key) ?? [];

    private void Put((long Host, string? Ip) key)
    {
        if (!_byHost.TryGetValue(key, out var list))
        {
            _byHost.Add(key, list = []);
        }

        list.Add(_all.Count);
    }
}
