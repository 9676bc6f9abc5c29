using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>The paths and operations of one group version, with the original's operation ids (<c>endpoints/installer.go</c>).</summary>
internal sealed class ApiPathBuilder(ApiVersion version)
{
    private const string WatchDeprecated = "deprecated: use the 'watch' parameter with a list operation instead";
    private readonly OperationNames _names = OperationNames.Of(version.Group, version.Version);
    private readonly SortedDictionary<string, ApiPath> _paths = new(StringComparer.Ordinal);

    /// <summary>All paths, sorted bytewise.</summary>
    public IReadOnlyList<ApiPath> Build()
    {
        var id = $"get{_names.Camel}APIResources";
        Add(version.Path + "/", new ApiOperation("get", id, "get available resources")
        {
            Tag = _names.Tag, Answer = MetaTypes.ApiResourceList, Consumes = MediaTypes.Object, Produces = MediaTypes.Object,
        });
        foreach (var type in version.Types)
        {
            AddCollection(type);
            AddItem(type);
            AddWatch(type);
            foreach (var sub in type.Subresources)
            {
                var parent = new SubresourcePaths(_names, type, sub);
                foreach (var (path, operations) in parent.Build(ItemPath(type)))
                {
                    Add(path, operations);
                }
            }
        }

        return [.. _paths.Values];
    }

    private string CollectionPath(ResourceType type) =>
        type.Namespaced ? $"{version.Path}/namespaces/{{namespace}}/{type.Resource.Resource}" : $"{version.Path}/{type.Resource.Resource}";

    private string ItemPath(ResourceType type) => CollectionPath(type) + "/{name}";

    private void Add(string path, params IEnumerable<ApiOperation> operations)
    {
        ApiOperation[] all = [.. operations];
        if (all.Length > 0)
        {
            _paths[path] = new ApiPath(path, all);
        }
    }

    private void AddCollection(ResourceType type)
    {
        var kind = type.Kind.Kind;
        var scoped = type.Namespaced ? $"Namespaced{kind}" : kind;
        var operations = new List<ApiOperation>();
        if (type.Allows("list"))
        {
            operations.Add(List(type, $"list{_names.Camel}{scoped}", Scope(type)));
        }

        if (type.Allows("create"))
        {
            var text = $"create{OperationNames.Article(kind)}{kind}";
            operations.Add(Operation(type, "post", "post", $"create{_names.Camel}{scoped}", text) with
            {
                Parameters = [.. ApiParameters.ForWrite, .. Scope(type)],
                Body = type.Schema.Name,
                Codes = [200, 201, 202],
            });
        }

        if (type.Allows("deletecollection"))
        {
            var id = $"delete{_names.Camel}Collection{scoped}";
            operations.Add(Operation(type, "delete", "deletecollection", id, $"delete collection of {kind}") with
            {
                Parameters = [.. ApiParameters.ForDeleteCollection, .. Scope(type)],
                Body = MetaTypes.DeleteOptions,
                BodyOptional = true,
                Answer = MetaTypes.Status,
            });
        }

        Add(CollectionPath(type), operations);
        if (type.Namespaced && type.Allows("list"))
        {
            Add($"{version.Path}/{type.Resource.Resource}", List(type, $"list{_names.Camel}{kind}ForAllNamespaces", []));
        }
    }

    private ApiOperation List(ResourceType type, string id, IEnumerable<ApiParameter> scope)
    {
        var text = type.Allows("watch") ? "list or watch" : "list";
        return Operation(type, "get", "list", id, $"{text} objects of kind {type.Kind.Kind}") with
        {
            Parameters = [.. ApiParameters.ForList, .. scope],
            Answer = type.Schema.Name + "List",
            Produces = MediaTypes.Stream,
        };
    }

    private void AddItem(ResourceType type)
    {
        var kind = type.Kind.Kind;
        var scoped = type.Namespaced ? $"Namespaced{kind}" : kind;
        ApiParameter[] scope = [.. Scope(type), ApiParameters.Name(kind)];
        var operations = new List<ApiOperation>();
        if (type.Allows("get"))
        {
            operations.Add(Operation(type, "get", "get", $"read{_names.Camel}{scoped}", $"read the specified {kind}") with
            {
                Parameters = [ApiParameters.Pretty, .. scope],
            });
        }

        if (type.Allows("update"))
        {
            operations.Add(Operation(type, "put", "put", $"replace{_names.Camel}{scoped}", $"replace the specified {kind}") with
            {
                Parameters = [.. ApiParameters.ForWrite, .. scope],
                Body = type.Schema.Name,
                Codes = [200, 201],
            });
        }

        if (type.Allows("delete"))
        {
            var text = $"delete{OperationNames.Article(kind)}{kind}";
            operations.Add(Operation(type, "delete", "delete", $"delete{_names.Camel}{scoped}", text) with
            {
                Parameters = [.. ApiParameters.ForDelete, .. scope],
                Body = MetaTypes.DeleteOptions,
                BodyOptional = true,
                Codes = [200, 202],
                Answer = AnswerOfDelete(type),
            });
        }

        if (type.Allows("patch"))
        {
            operations.Add(Operation(type, "patch", "patch", $"patch{_names.Camel}{scoped}", $"partially update the specified {kind}") with
            {
                Parameters = [.. ApiParameters.ForPatch, .. scope],
                Body = MetaTypes.Patch,
                Consumes = MediaTypes.Patch,
                Codes = [200, 201],
            });
        }

        Add(ItemPath(type), operations);
    }

    private void AddWatch(ResourceType type)
    {
        if (!type.Allows("watch"))
        {
            return;
        }

        var (kind, plural) = (type.Kind.Kind, type.Resource.Resource);
        var scoped = type.Namespaced ? $"Namespaced{kind}" : kind;
        var root = type.Namespaced ? $"{version.Path}/watch/namespaces/{{namespace}}/{plural}" : $"{version.Path}/watch/{plural}";
        Add(root, Watch(type, "watchlist", $"watch{_names.Camel}{scoped}List", Scope(type)));
        if (type.Allows("get"))
        {
            var id = $"watch{_names.Camel}{scoped}";
            Add(root + "/{name}", Watch(type, "watch", id, [.. Scope(type), ApiParameters.Name(kind)]));
        }

        if (type.Namespaced)
        {
            Add($"{version.Path}/watch/{plural}", Watch(type, "watchlist", $"watch{_names.Camel}{kind}ListForAllNamespaces", []));
        }
    }

    private ApiOperation Watch(ResourceType type, string action, string id, IEnumerable<ApiParameter> scope)
    {
        var text = action == "watch"
            ? $"watch changes to an object of kind {type.Kind.Kind}. {WatchDeprecated}, "
                + "filtered to a single item with the 'fieldSelector' parameter."
            : $"watch individual changes to a list of {type.Kind.Kind}. {WatchDeprecated}.";
        return Operation(type, "get", action, id, text) with
        {
            Parameters = [.. ApiParameters.ForList, .. scope],
            Answer = MetaTypes.WatchEvent,
            Produces = MediaTypes.Stream,
        };
    }

    private ApiOperation Operation(ResourceType type, string method, string action, string id, string text) => new(method, id, text)
    {
        Action = action, Kind = type.Kind, Tag = _names.Tag, Answer = type.Schema.Name,
        Consumes = MediaTypes.Any, Produces = MediaTypes.Object,
    };

    // The original's document says Status for namespaces although it answers the namespace.
    private static string AnswerOfDelete(ResourceType type) =>
        type.Traits.DeleteReturnsObject && type.Kind != new GroupVersionKind("", "v1", "Namespace") ? type.Schema.Name : MetaTypes.Status;

    private static ApiParameter[] Scope(ResourceType type) => type.Namespaced ? [ApiParameters.Namespace] : [];
}
