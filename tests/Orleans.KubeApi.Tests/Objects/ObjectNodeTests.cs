using CsCheck;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Objects;

public sealed class ObjectNodeTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    [InlineData(1100)]
    public void Changes_InAnyOrder_AreThoseOfAPlainList(int size) =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, size + 3]).Array[0, 60].Sample(steps =>
        {
            var node = new ObjectNode();
            var plain = new List<(string Name, long Value)>();
            for (var i = 0; i < size; i++)
            {
                node.Set($"k{i}", i);
                plain.Add(($"k{i}", i));
            }

            foreach (var (what, which) in steps)
            {
                var name = $"k{which}";
                var at = plain.FindIndex(p => p.Name == name);
                switch (what)
                {
                    case < 5:
                        Assert.Equal(at >= 0, node.Remove(name));
                        plain.RemoveAll(p => p.Name == name);
                        break;
                    case < 9:
                        Assert.Equal(at < 0, node.Set(name, what));
                        if (at < 0)
                        {
                            plain.Add((name, what));
                        }
                        else
                        {
                            plain[at] = (name, what);
                        }

                        break;
                    default:
                        Assert.Equal(plain.Select(p => p.Name), node.Select(m => m.Key)); // closes the holes
                        break;
                }

                Assert.Equal(plain.Count, node.Count);
                Assert.Equal(plain.Exists(p => p.Name == name), node.Has(name));
            }

            var copy = (ObjectNode)node.Clone();
            Assert.Equal(plain, copy.Select(m => (m.Key, ((NumberNode)m.Value).AsInteger()!.Value)));
            Assert.True(Node.DeepEquals(node, copy));
            Assert.Equal(node.ToString(), copy.ToString());
        }, iter: 200);
}
