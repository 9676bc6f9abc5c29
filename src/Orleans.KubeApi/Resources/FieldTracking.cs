using Orleans.KubeApi.Apply;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>Keeps <c>metadata.managedFields</c> on every write (reference area 1.10).</summary>
internal static class FieldTracking
{
    private const string Member = "managedFields";

    /// <summary>
    /// After decoding and defaulting, before admission: gives the fields that this write sets to the request's manager and takes what it
    /// changes or removes from the others. What admission and the strategies change later is nobody's.
    /// </summary>
    /// <param name="request">The write.</param>
    /// <param name="type">Its resource.</param>
    /// <param name="tree">The new object in the request's version, canonical; its managedFields are replaced.</param>
    /// <param name="old">The object before, null for a create.</param>
    /// <param name="now">Server time.</param>
    public static void Track(WriteRequest request, ResourceType type, ObjectNode tree, ObjectNode? old, DateTimeOffset now) =>
        Track(ScopeOf(type, request.Subresource), request, tree, old, now);

    /// <summary>The same for a subresource with a kind of its own (scale): the caller says what is written.</summary>
    public static void Track(OwnershipScope scope, WriteRequest request, ObjectNode tree, ObjectNode? old, DateTimeOffset now)
    {
        var meta = new ObjectMeta(tree);
        var given = meta.Node.Array(Member);
        var live = old is null ? null : new ObjectMeta(old).Node.Array(Member);
        meta.Node.Remove(Member);
        var time = ObjectMeta.Time(now);
        if (old is null)
        {
            if (IsUntracked(scope))
            {
                return;
            }

            var started = IsReset(given) ? new ManagedSet() : ManagedSet.FromNodeOrEmpty(given);
            FieldOwnership.Update(scope, ZeroValue.Struct(scope.Schema), tree, started, request.FieldManager, time);
            Put(tree, started.ToNode());
            return;
        }

        var (entries, isLive) = EntriesOf(request, given, live);
        var before = WithoutEntries(old);
        if (entries.Entries.Count == 0)
        {
            // Tracking was given up for this object; the next apply starts it again.
            return;
        }

        var changed = FieldOwnership.Update(scope, before, tree, entries, request.FieldManager, time);
        Put(tree, changed || !isLive ? entries.ToNode() : live);
    }

    /// <summary>What a write of a resource or of one of its subresources of the same kind owns fields of.</summary>
    public static OwnershipScope ScopeOf(ResourceType type, string subresource) =>
        new(type.Schema, type.Kind.ApiVersion, type.Kind.Kind, subresource)
        {
            Filter = ResetFields.Of(type, subresource),
            Version = version => VersionOf(type, version, subresource),
        };

    /// <summary>The object without managedFields, as a shallow copy where it has some.</summary>
    public static ObjectNode WithoutEntries(ObjectNode tree)
    {
        if (tree.Object("metadata") is not { } metadata || !metadata.Has(Member))
        {
            return tree;
        }

        var copy = new ObjectNode(tree.Count);
        foreach (var (name, value) in tree)
        {
            copy.Append(name, name == "metadata" ? Without(metadata) : value);
        }

        return copy;
    }

    /// <summary>Sets or, with null, removes managedFields.</summary>
    public static void Put(ObjectNode tree, ArrayNode? entries) => new ObjectMeta(tree).Node[Member] = entries;

    /// <summary>
    /// Whether a body asks to forget all managers: its managedFields are an empty list, which decoding drops. Cheap where the body does not
    /// name managedFields.
    /// </summary>
    public static bool IsReset(ReadOnlySpan<byte> body) => body.IndexOf("\"managedFields\""u8) >= 0
        && NodeReader.Parse(body) is ObjectNode tree && IsReset(tree);

    /// <summary>The same for a tree that is not canonical yet.</summary>
    public static bool IsReset(ObjectNode tree) => tree.Object("metadata")?.Array(Member) is { Items.Count: 0 };

    /// <summary>
    /// Marks a canonical tree so that tracking knows: by the other form of the same wish, one empty entry, which canonical trees keep.
    /// </summary>
    public static void MarkReset(ObjectNode tree) => Put(tree, new ArrayNode([new ObjectNode()]));

    /// <summary>
    /// Gives empty lists of the body back to a canonical tree, in which they read null when they may not be left out: who sends
    /// <c>rules: []</c> owns the rules. Top level only. Restoring the canonical order makes them null again.
    /// </summary>
    public static void RestoreEmptyLists(ObjectNode tree, ReadOnlySpan<byte> body, TypeSchema type)
    {
        ObjectNode? given = null;
        foreach (var field in type.FieldArray)
        {
            if (field is not { Type.Shape: TypeShape.List, Pointer: false, OmitEmpty: false } || tree[field.Name] is not NullNode)
            {
                continue;
            }

            if (given is null && (body.IndexOf("[]"u8) < 0 || (given = NodeReader.Parse(body) as ObjectNode) is null))
            {
                return;
            }

            if (given[field.Name] is ArrayNode { Items.Count: 0 })
            {
                tree.Set(field.Name, new ArrayNode());
            }
        }
    }

    /// <summary>Whether two arrays differ in nothing but times.</summary>
    public static bool SameButTimes(ArrayNode left, ArrayNode right)
    {
        if (left.Items.Count != right.Items.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Items.Count; i++)
        {
            if (left.Items[i] is not ObjectNode a || right.Items[i] is not ObjectNode b || !SameButTime(a, b))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameButTime(ObjectNode left, ObjectNode right)
    {
        foreach (var name in new[] { "manager", "operation", "apiVersion", "fieldsType", "fieldsV1", "subresource" })
        {
            if (!Node.DeepEquals(left[name], right[name]))
            {
                return false;
            }
        }

        return true;
    }

    // The original fails to compare these (recorded with 1.36): they have no entries until somebody applies.
    private static bool IsUntracked(OwnershipScope scope) =>
        scope is { ApiVersion: "certificates.k8s.io/v1", Kind: "CertificateSigningRequest" };

    // A write through a subresource can't set entries; another one can, but what is not valid or empty counts as not given.
    private static (ManagedSet Entries, bool IsLive) EntriesOf(WriteRequest request, ArrayNode? given, ArrayNode? live)
    {
        if (request.Subresource.Length > 0 || given is null)
        {
            return (ManagedSet.FromStored(live), true);
        }

        if (IsReset(given))
        {
            return (new ManagedSet(), false);
        }

        if (Node.DeepEquals(given, live))
        {
            return (ManagedSet.FromStored(live), true);
        }

        var entries = ManagedSet.FromNodeOrEmpty(given);
        return entries.Entries.Count > 0 ? (entries, false) : (ManagedSet.FromStored(live), true);
    }

    private static bool IsReset(ArrayNode? given) => given is { Items.Count: 0 }
        || (given is { Items: [ObjectNode only] } && only.All(m => m.Value is TextNode { Value.Length: 0 }));

    private static ObjectNode Without(ObjectNode metadata)
    {
        var copy = new ObjectNode(metadata.Count);
        foreach (var (name, value) in metadata)
        {
            if (name != Member)
            {
                copy.Append(name, value);
            }
        }

        return copy;
    }

    private static OwnershipVersion? VersionOf(ResourceType type, string version, string subresource)
    {
        var other = type.Versions.FirstOrDefault(t => t.Kind.ApiVersion == version);
        return other is null ? null
            : new OwnershipVersion(ScopeOf(other, subresource), tree => Convert(tree, type, other), tree => Convert(tree, other, type));
    }

    private static ObjectNode Convert(ObjectNode tree, ResourceType from, ResourceType to)
    {
        var canonical = ObjectDecoder.Canonicalize(tree, from.Schema).Object;
        return TreeForm.ForRequest(to, from.ToStorage is { } convert ? convert(canonical) : canonical);
    }
}
