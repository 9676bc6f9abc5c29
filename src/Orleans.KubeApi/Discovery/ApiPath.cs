namespace Orleans.KubeApi.Discovery;

/// <summary>A path with its operations, in the order get, put, post, delete, options, head, patch.</summary>
internal sealed record ApiPath(string Path, IReadOnlyList<ApiOperation> Operations)
{
    /// <summary>The parameters that all operations have; the documents tell them once, at the path.</summary>
    public IReadOnlyList<ApiParameter> Common { get; } =
        [.. Operations[0].Parameters.Where(p => Operations.All(o => o.Parameters.Contains(p))).OrderBy(Order, StringComparer.Ordinal)];

    /// <summary>The parameters of one operation that aren't common.</summary>
    public IEnumerable<ApiParameter> Own(ApiOperation operation) =>
        operation.Parameters.Where(p => !Common.Contains(p)).OrderBy(Order, StringComparer.Ordinal);

    private static string Order(ApiParameter parameter) => $"{parameter.Name} {parameter.In}";
}
