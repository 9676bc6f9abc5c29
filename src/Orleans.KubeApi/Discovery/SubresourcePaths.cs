using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Discovery;

/// <summary>The operations of one subresource.</summary>
internal sealed class SubresourcePaths(OperationNames names, ResourceType type, SubresourceType sub)
{
    private static readonly (string Verb, string Method)[] ConnectMethods =
    [
        ("get", "get"), ("update", "put"), ("create", "post"), ("delete", "delete"), ("update", "options"), ("update", "head"),
        ("patch", "patch"),
    ];

    private readonly string _scoped = (type.Namespaced ? $"Namespaced{type.Kind.Kind}" : type.Kind.Kind) + OperationNames.Upper(sub.Name);

    /// <summary>The paths below the object's own.</summary>
    public IEnumerable<(string Path, IReadOnlyList<ApiOperation> Operations)> Build(string itemPath)
    {
        var path = $"{itemPath}/{sub.Name}";
        if (!sub.Kind.Kind.EndsWith("Options", StringComparison.Ordinal))
        {
            yield return (path, [.. Plain()]);
            yield break;
        }

        yield return (path, [.. Connect("", Scope())]);
        if (sub.Name == "proxy")
        {
            yield return (path + "/{path}", [.. Connect("WithPath", [.. Scope(), ApiParameters.Path])]);
        }
    }

    private IEnumerable<ApiOperation> Plain()
    {
        var (kind, body) = (type.Kind.Kind, sub.Schema?.Name ?? "");
        if (sub.Verbs.Contains("get"))
        {
            yield return Read();
        }

        if (sub.Verbs.Contains("update"))
        {
            yield return Operation("put", "replace", $"replace {sub.Name} of the specified {kind}") with
            {
                Parameters = [.. ApiParameters.ForWrite, .. Scope()],
                Body = body,
                Codes = [200, 201],
            };
        }

        if (sub.Verbs.Contains("create"))
        {
            yield return Operation("post", "create", $"create {sub.Name} of{OperationNames.Article(kind)}{kind}") with
            {
                Parameters = [.. ApiParameters.ForWrite, .. Scope()],
                Body = body,
                Codes = [200, 201, 202],
            };
        }

        if (sub.Verbs.Contains("patch"))
        {
            yield return Operation("patch", "patch", $"partially update {sub.Name} of the specified {kind}") with
            {
                Parameters = [.. ApiParameters.ForPatch, .. Scope()],
                Body = MetaTypes.Patch,
                Consumes = MediaTypes.Patch,
                Codes = [200, 201],
            };
        }
    }

    private ApiOperation Read()
    {
        var read = Operation("get", "read", $"read {sub.Name} of the specified {type.Kind.Kind}");
        return sub.Name == "log"
            ? read with { Parameters = [.. PodLogParameters.All, ApiParameters.Pretty, .. Scope()], Answer = "", Produces = MediaTypes.Log }
            : read with { Parameters = [ApiParameters.Pretty, .. Scope()] };
    }

    private IEnumerable<ApiOperation> Connect(string suffix, IReadOnlyList<ApiParameter> scope)
    {
        foreach (var (verb, method) in ConnectMethods)
        {
            if (sub.Verbs.Contains(verb))
            {
                var id = $"connect{names.Camel}{OperationNames.Upper(method)}{_scoped}{suffix}";
                var text = $"connect {method.ToUpperInvariant()} requests to {sub.Name} of {type.Kind.Kind}";
                yield return new(method, id, text)
                {
                    Action = "connect", Kind = sub.Kind, Tag = names.Tag, Answer = "", Consumes = MediaTypes.Any, Produces = MediaTypes.Any,
                    Parameters = [.. OptionParameters(), .. scope],
                };
            }
        }
    }

    // The fields of the options type are what the query may say.
    private IEnumerable<ApiParameter> OptionParameters() =>
        from field in sub.Schema?.Fields ?? []
        where field.Name is not ("kind" or "apiVersion")
        select new ApiParameter(field.Name, "query", QueryType(field.Type), $"{field.Name} of the {sub.Kind.Kind}");

    private static string QueryType(TypeSchema schema) => schema.Shape switch
    {
        TypeShape.Boolean => "boolean",
        TypeShape.Int32 or TypeShape.Int64 => "integer",
        TypeShape.List when schema.Element is { } element => QueryType(element),
        _ => "string",
    };

    private ApiOperation Operation(string method, string verb, string text) => new(method, $"{verb}{names.Camel}{_scoped}", text)
    {
        Action = verb switch { "read" => "get", "replace" => "put", "create" => "post", _ => verb },
        Kind = sub.Kind, Tag = names.Tag, Answer = sub.Schema?.Name ?? "", Consumes = MediaTypes.Any, Produces = MediaTypes.Object,
    };

    private IReadOnlyList<ApiParameter> Scope() =>
        type.Namespaced ? [ApiParameters.Namespace, ApiParameters.Name(sub.Kind.Kind)] : [ApiParameters.Name(sub.Kind.Kind)];
}
