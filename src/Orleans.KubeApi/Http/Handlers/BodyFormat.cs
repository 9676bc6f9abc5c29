using Orleans.KubeApi.Http.Negotiation;
using Orleans.KubeApi.Http.Options;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources;

namespace Orleans.KubeApi.Http.Handlers;

/// <summary>Media types of request bodies, and bodies as JSON.</summary>
internal static class BodyFormat
{
    /// <summary>The encoding that a Content-Type announces; none means JSON.</summary>
    /// <exception cref="StatusException">415.</exception>
    public static BodyEncoding Of(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType) || contentType == "application/json")
        {
            return BodyEncoding.Json;
        }

        return MediaType(contentType) switch
        {
            "application/json" => BodyEncoding.Json,
            "application/yaml" => BodyEncoding.Yaml,
            "application/vnd.kubernetes.protobuf" => BodyEncoding.Protobuf,
            _ => throw StatusErrors.UnsupportedMediaType(AcceptHeader.ItemTypes),
        };
    }

    /// <summary>The encoding of a create's or update's object, which must have that form.</summary>
    /// <exception cref="StatusException">415; also for protobuf of a kind that has no protobuf form.</exception>
    public static BodyEncoding OfObject(RequestContext context)
    {
        var encoding = Of(context.Http.Request.Headers.ContentType);
        return encoding == BodyEncoding.Protobuf && !ProtobufBody.IsKnown(context)
            ? throw StatusErrors.UnsupportedMediaType("application/json, application/yaml")
            : encoding;
    }

    /// <summary>The object of a create or an update as JSON; JSON itself is not looked at.</summary>
    /// <exception cref="StatusException">400.</exception>
    public static ReadOnlyMemory<byte> ToJson(
        RequestContext context, BodyEncoding encoding, ReadOnlyMemory<byte> body, WriteOptions options, List<string> warnings) =>
        encoding switch
        {
            BodyEncoding.Yaml => YamlToJson(context, body, options, warnings),
            BodyEncoding.Protobuf => ProtobufBody.ToJson(context, body),
            _ => body,
        };

    /// <summary>The kind of patch that a Content-Type announces.</summary>
    /// <exception cref="StatusException">415; the router's text, because the original's router refuses it.</exception>
    public static PatchKind PatchOf(string? contentType) => MediaType(contentType ?? "") switch
    {
        "application/json-patch+json" => PatchKind.Json,
        "application/merge-patch+json" => PatchKind.Merge,
        "application/strategic-merge-patch+json" => PatchKind.Strategic,
        "application/apply-patch+yaml" => PatchKind.Apply,
        _ => throw new StatusException(new Status(415, "UnsupportedMediaType", "415: Unsupported Media Type", new StatusDetails())),
    };

    /// <summary>A YAML object as JSON; repeated keys are warned of or, when Strict, refused.</summary>
    /// <exception cref="StatusException">400.</exception>
    private static ReadOnlyMemory<byte> YamlToJson(
        RequestContext context, ReadOnlyMemory<byte> yaml, WriteOptions options, List<string> warnings)
    {
        var kind = context.Type.Kind;
        try
        {
            var duplicates = new List<string>();
            var json = YamlReader.Read(yaml.Span, duplicates.Add).ToUtf8();
            if (duplicates.Count > 0 && options.FieldValidation == "Strict")
            {
                throw StatusErrors.BadRequest(
                    $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: strict decoding error: "
                    + $"yaml: unmarshal errors:\n  {string.Join("\n  ", duplicates)}");
            }

            if (options.FieldValidation == "Warn")
            {
                warnings.AddRange(duplicates);
            }

            return json;
        }
        catch (YamlTextException wrong)
        {
            throw StatusErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {kind.Kind}): {wrong.Message} ({Excerpt(yaml.Span)})");
        }
    }

    /// <summary>An apply configuration as JSON; repeated keys are refused when Strict.</summary>
    /// <exception cref="StatusException">400.</exception>
    public static ReadOnlyMemory<byte> ApplyToJson(ReadOnlyMemory<byte> yaml, WriteOptions options)
    {
        try
        {
            var duplicates = new List<string>();
            var json = YamlReader.Read(yaml.Span, duplicates.Add).ToUtf8();
            return duplicates.Count == 0 || options.FieldValidation != "Strict" ? json : throw StatusErrors.BadRequest(
                "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  "
                + string.Join("\n  ", duplicates));
        }
        catch (YamlTextException wrong)
        {
            throw StatusErrors.BadRequest($"error decoding YAML: error converting YAML to JSON: {wrong.Message}");
        }
    }

    // Type and subtype; a parameter must at least have a name and a value, as Go's mime.ParseMediaType wants.
    private static string MediaType(string contentType)
    {
        var semicolon = contentType.IndexOf(';');
        if (semicolon < 0)
        {
            return contentType.Trim().ToLowerInvariant();
        }

        foreach (var range in contentType.AsSpan(semicolon + 1).Split(';'))
        {
            var parameter = contentType.AsSpan(semicolon + 1)[range].Trim();
            if (!parameter.IsEmpty && parameter.IndexOf('=') <= 0)
            {
                return "";
            }
        }

        return contentType[..semicolon].Trim().ToLowerInvariant();
    }

    /// <summary>The beginning of a body that is not text, for error texts.</summary>
    internal static string Excerpt(ReadOnlySpan<byte> body) =>
        body.IsEmpty ? "<empty>" : Convert.ToHexStringLower(body[..Math.Min(body.Length, 30)]) + (body.Length > 30 ? " ..." : "");
}
