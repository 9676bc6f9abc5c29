namespace Orleans.KubeApi.Http.Handlers;

/// <summary>How the object in a request's body is written down.</summary>
internal enum BodyEncoding
{
    /// <summary>JSON, also if the request does not say.</summary>
    Json,

    /// <summary>YAML.</summary>
    Yaml,

    /// <summary>The API's protobuf with its envelope.</summary>
    Protobuf,
}
