namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>How an answer is written. Shared between requests with the same Accept header.</summary>
/// <param name="Yaml">YAML instead of JSON.</param>
/// <param name="Projection">Shape.</param>
/// <param name="MetaVersion">Version of meta.k8s.io in which a projection is written: "v1" or "v1beta1".</param>
internal sealed record OutputFormat(bool Yaml, Projection Projection, string MetaVersion)
{
    /// <summary>Protobuf instead of JSON; never with a table.</summary>
    public bool Protobuf { get; init; }

    /// <summary>Plain JSON.</summary>
    public static OutputFormat Json { get; } = new(Yaml: false, Projection.None, "v1");

    /// <summary>Plain YAML.</summary>
    public static OutputFormat PlainYaml { get; } = new(Yaml: true, Projection.None, "v1");

    /// <summary>Plain protobuf.</summary>
    public static OutputFormat PlainProtobuf { get; } = Json with { Protobuf = true };

    /// <summary>The format of errors and Success statuses, which are never projected.</summary>
    public OutputFormat Plain => Projection == Projection.None ? this : Yaml ? PlainYaml : Protobuf ? PlainProtobuf : Json;
}
