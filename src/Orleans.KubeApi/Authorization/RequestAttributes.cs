using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Authorization;

/// <summary>What a request wants to do, free of HTTP: all that an authorizer may look at besides the user.</summary>
internal readonly record struct RequestAttributes
{
    /// <summary>A request for an API object, not for a bare path.</summary>
    public required bool IsResource { get; init; }

    /// <summary>get, list, watch, create, …; the lower-case HTTP method for paths; "" for a method without meaning.</summary>
    public required string Verb { get; init; }

    /// <summary>The whole decoded path.</summary>
    public required string Path { get; init; }

    public string Group { get; init; }

    /// <summary>The API version that is asked for; "*" in questions about any.</summary>
    public string Version { get; init; }

    public string Resource { get; init; }

    public string Subresource { get; init; }

    public string Namespace { get; init; }

    public string Name { get; init; }

    /// <summary>The selectors of a list, watch or deletecollection; null for none.</summary>
    public SelectorAttributes? Selectors { get; init; }

    /// <summary>"pods" or "pods/status".</summary>
    public string ResourceWithSubresource => string.IsNullOrEmpty(Subresource) ? Resource : $"{Resource}/{Subresource}";

    /// <summary>Group and resource as error details name them.</summary>
    public GroupResource GroupResource => new(Group ?? "", Resource ?? "");
}
