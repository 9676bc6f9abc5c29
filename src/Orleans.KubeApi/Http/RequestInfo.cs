using Orleans.KubeApi.Authorization;

namespace Orleans.KubeApi.Http;

/// <summary>
/// What a request is about, read from method and target alone (apiserver <c>RequestInfoFactory</c>). Authorization and handlers use nothing
/// else of the path.
/// </summary>
internal sealed class RequestInfo
{
    private RequestInfo(string path, string verb)
    {
        Path = path;
        Verb = verb;
    }

    /// <summary>The decoded path.</summary>
    public string Path { get; }

    /// <summary>
    /// get, list, watch, proxy, create, update, patch, delete, deletecollection; lower-case method for paths; "" for a method without
    /// meaning.
    /// </summary>
    public string Verb { get; private set; }

    /// <summary>A request for API objects.</summary>
    public bool IsResource { get; private set; }

    /// <summary>Below the old /watch/ prefix.</summary>
    public bool LegacyWatch { get; private set; }

    /// <summary>A connection to a node, or its log: exec, attach, portforward, proxy, log.</summary>
    public bool IsConnection => IsResource && Subresource is "exec" or "attach" or "portforward" or "proxy" or "log";

    public string Group { get; private set; } = "";

    public string Version { get; private set; } = "";

    public string Namespace { get; private set; } = "";

    public string Resource { get; private set; } = "";

    public string Subresource { get; private set; } = "";

    /// <summary>Name in the path, or the one a metadata.name field selector names (so that rules for single names apply).</summary>
    public string Name { get; private set; } = "";

    /// <summary>Name in the path only.</summary>
    public string PathName { get; private set; } = "";

    /// <summary>Segments behind the subresource.</summary>
    public int ExtraSegments { get; private set; }

    /// <summary>Runs until the client or its own timeout ends it: not counted and not limited like other requests.</summary>
    public bool IsLongRunning => IsResource ? Verb is "watch" or "proxy" || IsConnection
        : Path.StartsWith("/debug/pprof/", StringComparison.Ordinal);

    /// <summary>The selectors of a list, watch or deletecollection; null for none.</summary>
    public SelectorAttributes? Selectors { get; private set; }

    /// <summary>The attributes that authorizers judge.</summary>
    public RequestAttributes Attributes => new()
    {
        IsResource = IsResource,
        Verb = Verb,
        Path = Path,
        Group = Group,
        Version = Version,
        Resource = Resource,
        Subresource = Subresource,
        Namespace = Namespace,
        Name = Name,
        Selectors = Selectors,
    };

    /// <summary>Reads a request.</summary>
    public static RequestInfo Of(string method, RequestTarget target)
    {
        ReadOnlySpan<string> parts = target.Segments;
        var core = parts.Length >= 3 && parts[0] == "api";
        if (!core && !(parts.Length >= 4 && parts[0] == "apis"))
        {
            return new RequestInfo(target.Path, method.ToLowerInvariant());
        }

        var info = new RequestInfo(target.Path, VerbOf(method))
        {
            IsResource = true,
            Group = core ? "" : parts[1],
            Version = core ? parts[1] : parts[2],
        };
        parts = parts[(core ? 2 : 3)..];
        if (parts[0] is "watch" or "proxy" && parts.Length > 1)
        {
            info.LegacyWatch = parts[0] == "watch";
            info.Verb = parts[0];
            parts = parts[1..];
        }

        info.ReadResource(info.ReadNamespace(parts));
        info.RefineVerb(target.Query);
        return info;
    }

    private ReadOnlySpan<string> ReadNamespace(ReadOnlySpan<string> parts)
    {
        if (parts[0] != "namespaces" || parts.Length == 1)
        {
            return parts;
        }

        // /namespaces/x is the namespace x itself, seen as an object in the namespace x; only these two are its subresources.
        Namespace = parts[1];
        return parts.Length > 2 && parts[2] is not ("status" or "finalize") ? parts[2..] : parts;
    }

    private void ReadResource(ReadOnlySpan<string> parts)
    {
        Resource = parts[0];
        if (parts.Length > 1)
        {
            Name = PathName = parts[1];
        }

        if (parts.Length > 2 && Verb != "proxy")
        {
            Subresource = parts[2];
            ExtraSegments = parts.Length - 3;
        }
    }

    private void RefineVerb(QueryParameters query)
    {
        if (PathName.Length > 0)
        {
            return;
        }

        if (Verb == "delete")
        {
            Verb = "deletecollection";
        }
        else if (Verb == "get")
        {
            Verb = IsTrue(query.Get("watch")) ? "watch" : "list";
        }

        if (Verb is not ("list" or "watch" or "deletecollection"))
        {
            return;
        }

        var (fields, labels) = (query.Get("fieldSelector"), query.Get("labelSelector"));
        if (fields is not null)
        {
            Name = NameIn(fields);
        }

        if (fields is not null || labels is not null)
        {
            Selectors = new SelectorAttributes(fields, labels);
        }
    }

    /// <summary>Go's boolean parameter: absent, "0" and "false" are false, everything else is true.</summary>
    public static bool IsTrue(string? value) => value is not null && value != "0"
        && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static string NameIn(string selector)
    {
        var name = "";
        foreach (var range in selector.AsSpan().Split(','))
        {
            var term = selector.AsSpan(range);
            if (term.StartsWith("metadata.name=", StringComparison.Ordinal))
            {
                name = term["metadata.name=".Length..].TrimStart('=').ToString();
            }
        }

        // A name that could not stand in a path must not become an attribute of authorization.
        return name is "." or ".." || name.AsSpan().ContainsAny('/', '%', '\\') ? "" : name;
    }

    private static string VerbOf(string method) => method switch
    {
        "GET" or "HEAD" => "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };
}
