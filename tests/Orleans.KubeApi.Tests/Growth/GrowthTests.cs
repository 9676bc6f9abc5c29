using System.Globalization;
using Orleans.KubeApi.Admission;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;
using Orleans.KubeApi.Schema;
using Orleans.KubeApi.Tests.Resources;
using Xunit;

namespace Orleans.KubeApi.Tests.Growth;

/// <summary>
/// No write costs more than its length: whatever list of whatever kind is long, four times the elements are about four times the work, from
/// the body to what is stored (S22). Each list and map of the schemas is tried, so a rule that compares pair by pair is found. Creates are
/// tried each time, the other ways to write by hand only: they take some minutes.
/// </summary>
public sealed class GrowthTests
{
    private static readonly int Small = int.Parse(
        Environment.GetEnvironmentVariable("GROWTH_ELEMENTS") ?? "400", CultureInfo.InvariantCulture);

    private static readonly ResourceCatalog Catalog = BuiltInCatalog.Load();
    private static readonly WriteOperation Operation = new(Catalog);

    private static readonly ILookup<string, LongObject> Objects =
        LongObjects.Of(Catalog).ToLookup(o => o.Type.Kind.ToString());

    private static readonly OperationContext Context = new(
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), NamespaceState.Active, NoObjects.Instance,
        PluginTable.Build(PluginParts.None,
            ["AlwaysPullImages", "ExtendedResourceToleration", "PodTolerationRestriction", "PodNodeSelector", "DenyServiceExternalIPs",
                "LimitPodHardAntiAffinityTopology"],
            ["ServiceAccount"]));

    public static TheoryData<string> Kinds => [.. Objects.Select(k => k.Key)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void S22_Create_LongLists_CostsTheirLength(string kind) => Check(kind, item => Writes(item).Take(1));

    [Theory(Explicit = true)]
    [MemberData(nameof(Kinds))]
    public void S22_Write_LongLists_CostsTheirLength(string kind) => Check(kind, item => Writes(item).Skip(1));

    private static void Check(string kind, Func<LongObject, IEnumerable<(string Name, Action<int> Write)>> ways)
    {
        var wrong = new List<string>();
        foreach (var item in Objects[kind])
        {
            foreach (var (name, write) in ways(item))
            {
                if (ThreadWork.Excess(Small, write) is { } excess)
                {
                    wrong.Add($"{item}, {name}: {excess}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<(string Name, Action<int> Write)> Writes(LongObject item)
    {
        var bodies = new Dictionary<int, byte[]>();
        yield return ("create", count => Operation.Run(Request(item, WriteVerb.Create, Body(count)), null, Context));
        if (item.Filling is not { AreEqual: false, HasMembers: false, IsSiblings: false })
        {
            yield break;
        }

        var stored = new Dictionary<int, CurrentVersion>();
        var subresource = item.Path[0].Name == "status" && item.Type.Traits.StatusSubresource ? "status" : "";
        yield return ("update", count => Operation.Run(
            Request(item, WriteVerb.Update, Body(count)) with { Name = "x", Subresource = subresource }, Stored(count), Context));
        foreach (var patch in new[] { PatchKind.Merge, PatchKind.Strategic, PatchKind.Apply })
        {
            yield return (patch.ToString(), count => Operation.Run(
                Request(item, WriteVerb.Patch, Body(count)) with
                {
                    Name = "x",
                    Subresource = subresource,
                    Patch = patch,
                    FieldManager = "m",
                    GivenFieldManager = "m",
                    Force = true,
                },
                Stored(count), Context));
        }

        byte[] Body(int count)
        {
            if (!bodies.TryGetValue(count, out var body))
            {
                bodies.Add(count, body = item.With(count).ToUtf8());
            }

            return body;
        }

        CurrentVersion Stored(int count)
        {
            if (!stored.TryGetValue(count, out var version))
            {
                var tree = ObjectDecoder.Decode(Body(count), item.Type.StorageSchema).Object;
                tree.Child("metadata").Set("labels", new ObjectNode { { "a", "b" } });
                tree.Child("metadata").Set("uid", "u");
                stored.Add(count, version = new CurrentVersion(tree, 5));
            }

            return version;
        }
    }

    private static WriteRequest Request(LongObject item, WriteVerb verb, byte[] body) => new()
    {
        Group = item.Type.Resource.Group,
        Version = item.Type.Kind.Version,
        Resource = item.Type.Resource.Resource,
        Namespace = item.Type.Namespaced ? "ns" : "",
        Verb = verb,
        Body = body,
    };
}
