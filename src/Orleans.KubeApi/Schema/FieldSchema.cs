using System.Text;

namespace Orleans.KubeApi.Schema;

/// <summary>One field of a struct type.</summary>
/// <param name="Name">JSON name.</param>
/// <param name="Type">Its type.</param>
internal sealed record FieldSchema(string Name, TypeSchema Type)
{
    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>The field's step in the paths of field ownership: <c>f:name</c>.</summary>
    public string OwnedName { get; } = "f:" + Name;

    /// <summary>A Go pointer: absent and zero differ.</summary>
    public bool Pointer { get; init; }

    /// <summary>
    /// Left out of JSON when empty (Go's rule: never for non-pointer structs; zero number, false, "", empty list or map otherwise).
    /// </summary>
    public bool OmitEmpty { get; init; }

    /// <summary>Left out when the struct is its zero value (<c>omitzero</c>).</summary>
    public bool OmitZero { get; init; }

    /// <summary>Must be present (OpenAPI <c>required</c>).</summary>
    public bool Required { get; init; }

    /// <summary>Protobuf field number, 0 if none.</summary>
    public int Proto { get; init; }

    /// <summary>
    /// Protobuf field numbers of the embedded messages this field lives in, outermost first: JSON shows an embedded struct's fields as its
    /// parent's, protobuf has a message of its own for it. Mostly empty.
    /// </summary>
    public IReadOnlyList<int> ProtoWithin { get; init; } = [];

    /// <summary>"", "atomic", "set" or "map".</summary>
    public string ListType { get; init; } = "";

    /// <summary>Keys of a list of type map.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>"", "atomic" or "granular".</summary>
    public string MapType { get; init; } = "";

    /// <summary>Strategic merge: "", "merge", "replace", "retainKeys", "merge,retainKeys".</summary>
    public string PatchStrategy { get; init; } = "";

    /// <summary>Strategic merge: the key by which list elements are matched, "" if none.</summary>
    public string PatchMergeKey { get; init; } = "";

    /// <summary>JSON text of the default, null if none.</summary>
    public string? Default { get; init; }
}
