namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// A parsed Accept header. Two layers of the original refuse with two texts, so both are kept apart: the router wants one of the media
/// types it lists (or <c>*/*</c>), the negotiation then looks at parameters and quality.
/// </summary>
internal sealed class AcceptHeader
{
    public const string ItemTypes = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private const string StreamTypes = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    private AcceptHeader(bool routed, OutputFormat? format)
    {
        IsRouted = routed;
        Format = format;
    }

    /// <summary>No header: JSON.</summary>
    public static AcceptHeader Absent { get; } = new(routed: true, OutputFormat.Json);

    /// <summary>The router's layer accepts it.</summary>
    public bool IsRouted { get; }

    /// <summary>The chosen format, null if nothing on the list can be produced.</summary>
    public OutputFormat? Format { get; }

    /// <summary>Errors use the chosen media type if there is one, else JSON.</summary>
    public OutputFormat ErrorFormat => IsRouted ? Format?.Plain ?? OutputFormat.Json : OutputFormat.Json;

    /// <summary>Parses a header.</summary>
    public static AcceptHeader Parse(string header)
    {
        var clauses = AcceptClause.InOrder(header);
        var routed = clauses.Exists(
            c => c.Type is "*/*" or "application/json" or "application/yaml" or "application/vnd.kubernetes.protobuf");
        return new AcceptHeader(routed, clauses.Select(Choose).FirstOrDefault(format => format is not null));
    }

    /// <summary>The format for an object or list.</summary>
    /// <exception cref="Objects.StatusException">406.</exception>
    public OutputFormat Require(bool collection)
    {
        if (!IsRouted)
        {
            throw NotRouted(collection);
        }

        return Format ?? throw Objects.StatusErrors.NotAcceptable(ItemTypes);
    }

    /// <summary>The format for a watch: there is no stream of YAML documents.</summary>
    /// <exception cref="Objects.StatusException">406.</exception>
    public OutputFormat RequireStream()
    {
        var format = IsRouted ? Format : throw NotRouted(collection: true);
        return format is null || format.Yaml ? throw Objects.StatusErrors.NotAcceptable(StreamTypes) : format;
    }

    private static Objects.StatusException NotRouted(bool collection)
    {
        var types = collection ? $"{ItemTypes}, {StreamTypes}" : ItemTypes;
        return new Objects.StatusException(new Objects.Status(
            406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {types}", new Objects.StatusDetails()));
    }

    private static OutputFormat? Choose(AcceptClause clause)
    {
        var yaml = clause.Type == "application/yaml";
        var protobuf = clause.Type == "application/vnd.kubernetes.protobuf";
        if (!yaml && !protobuf && clause.Type is not ("application/json" or "application/*" or "*/*"))
        {
            return null;
        }

        if (clause.Stream.Length > 0 && (clause.Stream != "watch" || yaml))
        {
            return null;
        }

        if (clause.IsPlain)
        {
            return yaml ? OutputFormat.PlainYaml : protobuf ? OutputFormat.PlainProtobuf : OutputFormat.Json;
        }

        if (clause.Group != "meta.k8s.io" || clause.Version is not ("v1" or "v1beta1"))
        {
            return null;
        }

        return clause.As switch
        {
            // Cells are any JSON, so there is no protobuf form of a table.
            "Table" => protobuf ? null : new OutputFormat(yaml, Projection.Table, clause.Version),
            "PartialObjectMetadata" => new OutputFormat(yaml, Projection.Metadata, clause.Version) { Protobuf = protobuf },
            "PartialObjectMetadataList" => new OutputFormat(yaml, Projection.MetadataList, clause.Version) { Protobuf = protobuf },
            _ => null,
        };
    }
}
