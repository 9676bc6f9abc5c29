using System.Globalization;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds.Pods;
using Orleans.KubeApi.Schema;
using Xunit;

namespace Orleans.KubeApi.Tests.Resources.Kinds.Pods;

public sealed class SeenPortsTests
{
    [Fact]
    public void Conflicts_OfAnyPorts_AreThoseOfEachPairInOrder()
    {
        var random = new Random(7);
        string[] addresses = ["", "1.1.1.1", "2.2.2.2"];
        var seen = new SeenPorts();
        var earlier = new List<(long Host, string Ip)>();
        for (var i = 0; i < 200; i++)
        {
            var (host, ip) = ((long)random.Next(4), addresses[random.Next(3)]);
            var port = new ObjectNode { ["hostPort"] = new NumberNode(host), ["hostIP"] = ip };
            var expected = earlier.Select((e, at) => (Path: $"ports[{at}]", Text: Pair(host, ip, e.Host, e.Ip))).Where(e => e.Text != "");
            Assert.Equal(expected, seen.Conflicts(port, 1000).Select(c => (c.Path.ToString(), c.Text)));
            seen.Add(FieldPath.Of("ports").Index(i), port);
            earlier.Add((host, ip));
        }
    }

    [Fact]
    public void Conflicts_OfManyEqualPorts_AreCut()
    {
        var seen = new SeenPorts();
        for (var i = 0; i < 50; i++)
        {
            seen.Add(FieldPath.Of(i.ToString(CultureInfo.InvariantCulture)), []);
        }

        Assert.Equal(["0", "1"], seen.Conflicts([], 2).Select(c => c.Path.ToString()));
    }

    private static string Pair(long host, string ip, long otherHost, string otherIp) =>
        ip == otherIp && host == otherHost ? "duplicate"
        : host == 0 || otherHost == 0 ? "overlapping"
        : host == otherHost && ip.Length == 0 != (otherIp.Length == 0) ? "dangerously ambiguous" : "";
}
