using CsCheck;
using Orleans.KubeApi.Cache;
using Orleans.KubeApi.Objects;
using Xunit;

namespace Orleans.KubeApi.Tests.Cache;

/// <summary>The snapshots' tree against a sorted dictionary.</summary>
public sealed class SortedObjectsTests
{
    // Few keys, so that puts meet deletions; long batches, so that nodes are split and joined on several levels.
    private static readonly Gen<(int Key, bool Delete)[]> Batches = Gen.OneOf(
        Gen.Select(Gen.Int[0, 9_999], Gen.Bool).Array[0, 40],
        Gen.Select(Gen.Int[0, 9_999], Gen.Const(false)).Array[0, 6_000],
        Gen.Select(Gen.Int[0, 8_000], Gen.Int[1, 2_000]).Select(r => Enumerable.Range(r.Item1, r.Item2).Select(k => (k, true)).ToArray()));

    [Fact]
    public void With_AnyBatches_HoldsWhatASortedDictionaryHolds() => Batches.Array[1, 12].Sample(batches =>
    {
        var expected = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal);
        var actual = SortedObjects.Empty;
        var revision = 0;
        foreach (var batch in batches)
        {
            var before = actual;
            var beforeKeys = expected.Keys.ToList();
            var changes = new Dictionary<string, StoredObject?>(StringComparer.Ordinal);
            foreach (var (key, delete) in batch)
            {
                var item = Object(key, ++revision);
                changes[item.Key] = delete ? null : item;
            }

            foreach (var (key, item) in changes)
            {
                if (item is null)
                {
                    expected.Remove(key);
                }
                else
                {
                    expected[key] = item;
                }
            }

            actual = before.With(changes);
            Assert.Equal(beforeKeys, before.Select(o => o.Key));
            Compare(expected, actual);
        }
    }, iter: 60);

    [Fact]
    public void Of_SeveralOfOneKey_KeepsTheLast()
    {
        var objects = SortedObjects.Of([Object(2, 1), Object(1, 2), Object(2, 3)]);
        Assert.Equal([2L, 3L], objects.Select(o => o.Revision));
    }

    [Fact]
    public void With_MostTakenAway_JoinsNodes()
    {
        var all = SortedObjects.Of(Enumerable.Range(0, 20_000).Select(i => Object(i, i)));
        var taken = Enumerable.Range(0, 20_000).Where(i => i % 100 != 0);
        var few = all.With(taken.ToDictionary(i => Object(i, i).Key, _ => (StoredObject?)null));
        Assert.Equal(200, few.Count);
        var runs = 0;
        for (var at = 0; at < few.Count; runs++)
        {
            at += few.RunAt(at).Length;
        }

        Assert.InRange(runs, 1, 20);
    }

    private static void Compare(SortedDictionary<string, StoredObject> expected, SortedObjects actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.True(expected.Values.SequenceEqual(actual));
        var position = 0;
        foreach (var (key, item) in expected)
        {
            Assert.Same(item, actual.Find(key));
            Assert.Equal(position, actual.PositionOf(key));
            Assert.Same(item, actual.RunAt(position)[0]);
            position++;
            Assert.Null(actual.Find(key + "\0"));
            Assert.Equal(position, actual.PositionOf(key + "\0"));
        }
    }

    private static StoredObject Object(int key, long revision) => new($"ns/{key:d5}", revision, ReadOnlyMemory<byte>.Empty);
}
