using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Catalog;
using Orleans.KubeApi.Objects;
using Orleans.KubeApi.Resources.Kinds;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Resources;

/// <summary>Turns a request body into a canonical tree of the request's version, or refuses it with the original's words.</summary>
internal static class BodyDecoder
{
    private const string Scheme = "in scheme \"pkg/api/legacyscheme/scheme.go:30\"";

    /// <summary>Decodes a whole object. Unknown and duplicate fields go to the warnings or, when Strict, refuse the body.</summary>
    /// <exception cref="StatusException">400.</exception>
    public static ObjectNode Decode(WriteRequest request, ResourceType type, List<string> warnings)
    {
        var body = request.Body.Span;
        CheckKind(body, type);
        try
        {
            var decoded = ObjectDecoder.Decode(body, type.Schema);
            Report(request, type, decoded.Problems, warnings);
            decoded.Object.Set("kind", type.Kind.Kind);
            decoded.Object.Set("apiVersion", type.Kind.ApiVersion);
            return decoded.Object;
        }
        catch (DecodeException wrong)
        {
            throw StatusErrors.BadRequest(
                $"{type.Kind.Kind} in version \"{type.Kind.Version}\" cannot be handled as a {type.Kind.Kind}: {wrong.Message}");
        }
    }

    /// <summary>Strict problems: refused, warned of, or ignored.</summary>
    public static void Report(WriteRequest request, ResourceType type, IReadOnlyList<string> problems, List<string> warnings)
    {
        if (problems.Count == 0 || request.FieldValidation == "Ignore")
        {
            return;
        }

        if (request.FieldValidation == "Strict")
        {
            throw StatusErrors.BadRequest(
                $"{type.Kind.Kind} in version \"{type.Kind.Version}\" cannot be handled as a {type.Kind.Kind}: strict decoding error: {string.Join(", ", problems)}");
        }

        warnings.AddRange(problems);
    }

    private static void CheckKind(ReadOnlySpan<byte> body, ResourceType type)
    {
        string kind, apiVersion;
        try
        {
            (kind, apiVersion) = PeekKind(body);
        }
        catch (JsonException broken)
        {
            throw StatusErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {type.Kind.Kind}): couldn't get version/kind; json parse error: {GoJsonText.Explain(body, broken)} ({Excerpt(body)})");
        }

        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair, which the reader finds only when it looks at it.
            throw StatusErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {type.Kind.Kind}): couldn't get version/kind; json parse error: "
                + $"invalid escape in a name ({Excerpt(body)})");
        }

        kind = kind.Length == 0 ? type.Kind.Kind : kind;
        apiVersion = apiVersion.Length == 0 ? type.Kind.ApiVersion : apiVersion;
        if (kind == type.Kind.Kind && apiVersion == type.Kind.ApiVersion)
        {
            return;
        }

        var slash = apiVersion.IndexOf('/');
        var (group, version) = (slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..]);
        var problem = KindRulesTable.Of(new(group, version, kind)) == KindRules.None
            ? $"no kind \"{kind}\" is registered for version \"{apiVersion}\" {Scheme}"
            : $"converting ({version}.{kind}) to ({(type.Kind.Group.Length == 0 ? "core" : type.Kind.Group.Split('.')[0])}.{type.Kind.Kind}): "
                + "unknown conversion";
        throw StatusErrors.BadRequest($"{kind} in version \"{version}\" cannot be handled as a {type.Kind.Kind}: {problem}");
    }

    private static (string Kind, string ApiVersion) PeekKind(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
        string kind = "", apiVersion = "";
        if (!reader.Read())
        {
            throw new JsonException("unexpected end of JSON input");
        }

        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
        {
            throw new JsonException("not an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKind = reader.ValueTextEquals("kind"u8);
            var isVersion = reader.ValueTextEquals("apiVersion"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                kind = isKind ? NodeReader.ReadText(ref reader) : kind;
                apiVersion = isVersion ? NodeReader.ReadText(ref reader) : apiVersion;
            }

            reader.Skip();
        }

        if (reader.Read())
        {
            throw new JsonException("trailing data");
        }

        return (kind, apiVersion);
    }

    private static string Excerpt(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "<empty>";
        }

        var isText = body[0] == '{';
        var shown = body.Length > 30 ? body[..30] : body;
        var text = isText ? Encoding.UTF8.GetString(shown) : Convert.ToHexStringLower(shown);
        return body.Length > 30 ? text + " ..." : text;
    }
}
