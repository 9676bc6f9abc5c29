using System.Security.Cryptography;
using System.Text;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Common;

namespace Orleans.KubeApi.Resources.Kinds.Network;

/// <summary>
/// Puts the subsets of an Endpoints object into the form the original stores: ports with the same addresses share a subset, an address is
/// ready if it is so anywhere, addresses are in numeric order, ports and subsets in the order of a hash of Go's dump of them.
/// </summary>
internal static class SubsetPacking
{
    // What an object may hold at most of addresses, counted for each set of ports; far more than can be stored.
    private const int MostAddresses = 500_000;

    /// <summary>Groups and orders the subsets in place.</summary>
    public static void Repack(ObjectNode tree)
    {
        var subsets = tree.Items("subsets");
        if (subsets.Count == 0)
        {
            return;
        }

        var groups = new SortedDictionary<string, (Entry[] Entries, List<ObjectNode> Ports)>(StringComparer.Ordinal);
        foreach (var (port, entries, key) in ByPort(subsets))
        {
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = (entries, []));
            }

            if (port is not null)
            {
                group.Ports.Add(port);
            }
        }

        tree.Set("subsets", new ArrayNode(groups.Values.Select(g => (Node)Subset(g.Entries, g.Ports))));
    }

    // Ports that stand in the same subsets have the same addresses, which are gathered once.
    private static List<(ObjectNode? Port, Entry[] Entries, string Key)> ByPort(List<Node> subsets)
    {
        var ports = new Dictionary<string, (ObjectNode? Port, List<int> Subsets)>(StringComparer.Ordinal);
        for (var i = 0; i < subsets.Count; i++)
        {
            if (subsets[i] is not ObjectNode subset)
            {
                continue;
            }

            var own = subset.Items("ports");
            // Subsets without ports: a headless service's.
            foreach (var port in own.Count == 0 ? [null] : own.Select(p => (ObjectNode?)p))
            {
                var key = port is null ? "" : Dump(port);
                if (!ports.TryGetValue(key, out var known))
                {
                    ports.Add(key, known = (port, []));
                }

                if (known.Subsets.Count == 0 || known.Subsets[^1] != i)
                {
                    known.Subsets.Add(i);
                }
            }
        }

        var left = MostAddresses;
        var gathered = new Dictionary<string, (Entry[] Entries, string Key)>(StringComparer.Ordinal);
        var packed = new List<(ObjectNode? Port, Entry[] Entries, string Key)>(ports.Count);
        foreach (var (port, own) in ports.Values)
        {
            var numbers = string.Join(',', own);
            if (!gathered.TryGetValue(numbers, out var addresses))
            {
                var entries = Gather(own.ConvertAll(i => (ObjectNode)subsets[i]), ref left);
                gathered.Add(numbers, addresses = (entries, string.Join('\n', entries.Select(e => $"{e.Key} {e.IsReady}"))));
            }

            packed.Add((port, addresses.Entries, addresses.Key));
        }

        return packed;
    }

    // Addresses of several subsets are multiplied by the ports that join them: a small body may mean a huge object.
    private static Entry[] Gather(List<ObjectNode> subsets, ref int left)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var subset in subsets)
        {
            var (ready, notReady) = (subset.Items("addresses"), subset.Items("notReadyAddresses"));
            left -= ready.Count + notReady.Count;
            if (left < 0)
            {
                throw StatusErrors.TooLarge(MostAddresses);
            }

            Put(entries, ready, isReady: true);
            Put(entries, notReady, isReady: false);
        }

        return [.. entries.Values.OrderBy(e => e, Comparer<Entry>.Create(Compare))];
    }

    // Not ready wins, if an address is listed both ways.
    private static void Put(Dictionary<string, Entry> entries, List<Node> addresses, bool isReady)
    {
        foreach (var address in addresses.OfType<ObjectNode>())
        {
            var entry = new Entry(address, isReady);
            if (!entries.TryGetValue(entry.Key, out var known) || known.IsReady)
            {
                entries[entry.Key] = known is null || !isReady ? entry : known;
            }
        }
    }

    private static ObjectNode Subset(Entry[] entries, List<ObjectNode> ports)
    {
        var subset = new ObjectNode();
        foreach (var (name, isReady) in new[] { ("addresses", true), ("notReadyAddresses", false) })
        {
            var items = entries.Where(e => e.IsReady == isReady).Select(e => (Node)e.Address).ToList();
            if (items.Count > 0)
            {
                subset.Set(name, new ArrayNode(items));
            }
        }

        if (ports.Count > 0)
        {
            subset.Set("ports", new ArrayNode(ports.OrderBy(Hash, StringComparer.Ordinal)));
        }

        return subset;
    }

    private static int Compare(Entry a, Entry b)
    {
        var order = a.Number.CompareTo(b.Number);
        return order != 0 ? order : string.CompareOrdinal(a.Uid, b.Uid);
    }

    private static string Hash(ObjectNode port) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(Dump(port))));

    // The text of Go's dump of an internal EndpointPort, of which the original takes the hash.
    private static string Dump(ObjectNode port)
    {
        var app = port.Text("appProtocol") is { } text ? text : "<nil>";
        return $"(core.EndpointPort){{Name:(string){port.Text("name")} Port:(int32){NetForms.Number(port, "port")} "
            + $"Protocol:(core.Protocol){port.Text("protocol")} AppProtocol:(*string){app}}}";
    }

    private sealed record Entry(ObjectNode Address, bool IsReady)
    {
        public string Uid { get; } = Address.Object("targetRef")?.Text("uid") ?? "";

        public string Key => $"{Address.Text("ip")} {Uid}";

        public UInt128 Number { get; } =
            IpText.TryParse(Address.Text("ip") ?? "", out var ip) ? (ip.IsV4 ? (UInt128)0xFFFF << 32 | ip.Value : ip.Value) : 0;
    }
}
