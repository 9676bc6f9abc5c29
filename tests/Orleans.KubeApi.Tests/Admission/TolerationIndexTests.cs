using Orleans.KubeApi.Admission.Plugins;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Admission;

public sealed class TolerationIndexTests
{
    [Fact]
    public void CoversAndMerge_OfAnyTolerations_AreThoseOfThePairs()
    {
        var random = new Random(11);
        for (var round = 0; round < 3_000; round++)
        {
            var some = Enumerable.Range(0, random.Next(4)).Select(_ => Any(random)).ToList();
            var other = Any(random);
            var index = new TolerationIndex(some);

            Assert.Equal(some.Exists(s => Covers(s, other)), index.Covers(other));
            List<ObjectNode> all = [.. some, other];
            Assert.Equal(MergedByPairs(all), TolerationIndex.Merge(all));
        }
    }

    // What is covered goes; of those that cover each other the first stays.
    private static IEnumerable<ObjectNode> MergedByPairs(List<ObjectNode> all) => all.Where((t, i) => !all
        .Where((other, at) => at != i && Covers(other, t) && (at < i || !Covers(t, other))).Any());

    private static bool Covers(ObjectNode wide, ObjectNode narrow)
    {
        var isElsewhere = (Part(wide, "key") is { Length: > 0 } key && key != Part(narrow, "key"))
            || (Part(wide, "effect") is { Length: > 0 } effect && effect != Part(narrow, "effect"));
        var isShorter = Part(wide, "effect") == "NoExecute" && wide.Integer("tolerationSeconds") is { } seconds
            && (narrow.Integer("tolerationSeconds") is not { } less || less > seconds);
        return !isElsewhere && !isShorter && (Part(wide, "operator") == "Exists"
            || (Part(narrow, "operator") != "Exists" && Part(wide, "value") == Part(narrow, "value")));
    }

    private static string Part(ObjectNode toleration, string name) => toleration.Text(name) ?? "";

    private static ObjectNode Any(Random random)
    {
        var toleration = new ObjectNode();
        foreach (var (name, values) in new (string, string[])[]
        {
            ("key", ["a", "b"]), ("operator", ["Exists", "Equal"]), ("effect", ["NoSchedule", "NoExecute"]), ("value", ["", "v", "w"]),
        })
        {
            if (random.Next(3) > 0)
            {
                toleration.Set(name, values[random.Next(values.Length)]);
            }
        }

        if (random.Next(2) > 0)
        {
            toleration.Set("tolerationSeconds", random.Next(3));
        }

        return toleration;
    }
}
