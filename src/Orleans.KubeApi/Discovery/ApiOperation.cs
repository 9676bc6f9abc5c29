using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Discovery;

/// <summary>One HTTP method of a path as both OpenAPI versions describe it.</summary>
/// <param name="Method">"get", "put", …</param>
/// <param name="Id">operationId.</param>
/// <param name="Description">What it does.</param>
internal sealed record ApiOperation(string Method, string Id, string Description)
{
    /// <summary>x-kubernetes-action, "" if there is none.</summary>
    public string Action { get; init; } = "";

    /// <summary>x-kubernetes-group-version-kind, if there is one.</summary>
    public GroupVersionKind? Kind { get; init; }

    /// <summary>The tag, e.g. "apps_v1".</summary>
    public required string Tag { get; init; }

    /// <summary>Parameters, the ones shared by all operations of the path included.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>Full type name of the body, "" if there is none.</summary>
    public string Body { get; init; } = "";

    /// <summary>The body may be left out (DeleteOptions).</summary>
    public bool BodyOptional { get; init; }

    /// <summary>Media types of the body.</summary>
    public IReadOnlyList<string> Consumes { get; init; } = [];

    /// <summary>Media types of the answer.</summary>
    public IReadOnlyList<string> Produces { get; init; } = [];

    /// <summary>Full type name of the answer, "" for text.</summary>
    public required string Answer { get; init; }

    /// <summary>The success codes; every operation may answer 401 besides.</summary>
    public IReadOnlyList<int> Codes { get; init; } = [200];
}
