using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Catalog;

/// <summary>One served resource in one version: everything that discovery shows and the verbs need to know. Immutable.</summary>
internal sealed record ResourceType
{
    private static readonly Dictionary<string, string> NoDefaults = [];

    /// <summary>Group, version, kind.</summary>
    public required GroupVersionKind Kind { get; init; }

    /// <summary>Group and plural name.</summary>
    public required GroupResource Resource { get; init; }

    /// <summary>Singular name, lower case.</summary>
    public required string Singular { get; init; }

    /// <summary>Objects live in a namespace.</summary>
    public required bool Namespaced { get; init; }

    /// <summary>Sorted verbs.</summary>
    public required IReadOnlyList<string> Verbs { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<SubresourceType> Subresources { get; init; } = [];

    /// <summary>
    /// base64(sha256("group/version/kind")[:8]) of the storage version ("" for core's group); "" where nothing is stored.
    /// </summary>
    public string StorageVersionHash { get; init; } = "";

    /// <summary>The type of the kind; its fields are read at first use.</summary>
    public required TypeSchema Schema { get; init; }

    /// <summary>The type in whose shape objects are stored; the kind's own unless the catalog says otherwise.</summary>
    public TypeSchema StorageSchema => StoredAs ?? Schema;

    /// <summary>Set by the catalog where <see cref="StorageKind"/> is another kind.</summary>
    public TypeSchema? StoredAs { get; init; }

    /// <summary>The collection all versions of this resource share (core and events.k8s.io Events: core "events"). Invariant I2.</summary>
    public required GroupResource Collection { get; init; }

    /// <summary>The kind in which the collection's objects are stored.</summary>
    public required GroupVersionKind StorageKind { get; init; }

    /// <summary>
    /// Fields that selectors may name, with the JSON path they read in the stored shape (<see cref="StorageKind"/>); metadata.name and
    /// metadata.namespace included where legal.
    /// </summary>
    public required IReadOnlyDictionary<string, string> SelectableFields { get; init; }

    /// <summary>What a selectable field reads when its path is absent, where that is not "": false, 0.</summary>
    public IReadOnlyDictionary<string, string> SelectableDefaults { get; init; } = NoDefaults;

    /// <summary>Turns an object of this kind into the stored kind's shape, null where they are the same.</summary>
    public Func<ObjectNode, ObjectNode>? ToStorage { get; init; }

    /// <summary>The way back: a stored object in this kind's shape, null where they are the same.</summary>
    public Func<ObjectNode, ObjectNode>? FromStorage { get; init; }

    /// <summary>Every served version of the collection's objects, this one included; set by the catalog.</summary>
    public IReadOnlyList<ResourceType> Versions { get; init; } = [];

    /// <summary>The warning that every request of a deprecated version gets; "" for the others.</summary>
    public string Deprecation { get; init; } = "";

    /// <summary>Behaviour of its writes.</summary>
    public required WriteTraits Traits { get; init; }

    /// <summary>Kind of a list of these.</summary>
    public string ListKind => Kind.Kind + "List";

    /// <summary>Whether the verb is served ("list", …).</summary>
    public bool Allows(string verb) => Verbs.Contains(verb);

    /// <summary>The subresource of that name, or null.</summary>
    public SubresourceType? Subresource(string name) => Subresources.FirstOrDefault(s => s.Name == name);
}
