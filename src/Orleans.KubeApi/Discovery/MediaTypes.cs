namespace Orleans.KubeApi.Discovery;

/// <summary>Media types in the order in which OpenAPI v2 lists them.</summary>
internal static class MediaTypes
{
    public static IReadOnlyList<string> Any { get; } = ["*/*"];

    public static IReadOnlyList<string> Json { get; } = ["application/json"];

    public static IReadOnlyList<string> Object { get; } = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    public static IReadOnlyList<string> Log { get; } = ["text/plain", .. Object];

    public static IReadOnlyList<string> Stream { get; } =
        [.. Object, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];

    public static IReadOnlyList<string> Patch { get; } =
    [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
    ];
}
