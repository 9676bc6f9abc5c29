using System.Globalization;

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
        var routed = false;
        var clauses = new List<Clause>();
        foreach (var range in header.AsSpan().Split(','))
        {
            var clause = Clause.Parse(header.AsSpan(range));
            clauses.Add(clause);
            routed |= clause.Type is "*/*" or "application/json" or "application/yaml" or "application/vnd.kubernetes.protobuf";
        }

        // Stable order by quality, then wildcards last; as goautoneg.
        foreach (var clause in clauses.OrderByDescending(c => c.Quality).ThenBy(c => c.Type.Count(x => x == '*')))
        {
            if (clause.Choose() is { } format)
            {
                return new AcceptHeader(routed, format);
            }
        }

        return new AcceptHeader(routed, null);
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

    private sealed record Clause(string Type, double Quality, string? As, string Group, string Version, string Stream)
    {
        public static Clause Parse(ReadOnlySpan<char> text)
        {
            var clause = new Clause("", 1, null, "", "", "");
            var first = true;
            foreach (var range in text.Split(';'))
            {
                var part = text[range].Trim();
                if (first)
                {
                    clause = clause with { Type = part.ToString() };
                    first = false;
                    continue;
                }

                var equals = part.IndexOf('=');
                if (equals > 0)
                {
                    clause = clause.With(part[..equals].Trim(), part[(equals + 1)..].Trim().ToString());
                }
            }

            return clause;
        }

        public OutputFormat? Choose()
        {
            var yaml = Type == "application/yaml";
            var protobuf = Type == "application/vnd.kubernetes.protobuf";
            if (!yaml && !protobuf && Type is not ("application/json" or "application/*" or "*/*"))
            {
                return null;
            }

            if (Stream.Length > 0 && (Stream != "watch" || yaml))
            {
                return null;
            }

            if (As is null && Group.Length == 0 && Version.Length == 0)
            {
                return yaml ? OutputFormat.PlainYaml : protobuf ? OutputFormat.PlainProtobuf : OutputFormat.Json;
            }

            if (Group != "meta.k8s.io" || Version is not ("v1" or "v1beta1"))
            {
                return null;
            }

            return As switch
            {
                // Cells are any JSON, so there is no protobuf form of a table.
                "Table" => protobuf ? null : new OutputFormat(yaml, Projection.Table, Version),
                "PartialObjectMetadata" => new OutputFormat(yaml, Projection.Metadata, Version) { Protobuf = protobuf },
                "PartialObjectMetadataList" => new OutputFormat(yaml, Projection.MetadataList, Version) { Protobuf = protobuf },
                _ => null,
            };
        }

        private Clause With(ReadOnlySpan<char> name, string value) => name switch
        {
            "as" => this with { As = value },
            "g" => this with { Group = value },
            "v" => this with { Version = value },
            "stream" => this with { Stream = value },
            "q" => this with
            {
                Quality = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var quality) ? quality : 1,
            },
            _ => this,
        };
    }
}
