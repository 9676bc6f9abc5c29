using CsCheck;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Tests.Apply;

/// <summary>Generators of small JSON trees with colliding names, so that patches meet what they change.</summary>
internal static class Trees
{
    private static readonly Gen<string> Name = Gen.Char["abcd"].Select(c => c.ToString());

    private static readonly Gen<Node> Scalar = Gen.OneOf<Node>(
        Gen.String[Gen.Char["xy"], 0, 1].Select(t => (Node)t),
        Gen.Long[0, 3].Select(n => (Node)n),
        Gen.Bool.Select(b => (Node)b));

    /// <summary>Any tree without nulls.</summary>
    public static Gen<Node> Any { get; } = Of(2);

    /// <summary>Objects without nulls.</summary>
    public static Gen<ObjectNode> Object { get; } = ObjectOf(Any);

    /// <summary>Objects in which members may be null: merge patches.</summary>
    public static Gen<ObjectNode> Patch { get; } = ObjectOf(Gen.OneOf(
        Any, Gen.Const<Node>(NullNode.Instance), ObjectOf(Gen.OneOf(Any, Gen.Const<Node>(NullNode.Instance))).Select(o => (Node)o)));

    private static Gen<Node> Of(int depth) => depth == 0
        ? Scalar
        : Gen.OneOf(Scalar, ObjectOf(Of(depth - 1)).Select(o => (Node)o), Of(depth - 1).List[0, 3].Select(l => (Node)new ArrayNode(l)));

    private static Gen<ObjectNode> ObjectOf(Gen<Node> value) => Gen.Select(Name, value).List[0, 4].Select(members =>
    {
        var result = new ObjectNode();
        foreach (var (name, node) in members)
        {
            result.Set(name, node.Clone());
        }

        return result;
    });
}
