using System.Globalization;
using System.Text.Json;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Discovery;

/// <summary>Writes an OpenAPI 3.0 document of some paths.</summary>
internal sealed class OpenApiV3Writer(Utf8JsonWriter writer, SchemaWriter schemas)
{
    /// <summary>Writes the whole document.</summary>
    public void Document(string version, IReadOnlyList<ApiPath> paths, SortedDictionary<string, TypeSchema> types)
    {
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.0.0");
        OpenApiParts.Info(writer, version);
        writer.WriteStartObject("paths");
        foreach (var path in paths)
        {
            Path(path);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("components");
        if (types.Count > 0)
        {
            writer.WriteStartObject("schemas");
            SchemaSet.Write(writer, schemas, types);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("securitySchemes");
        OpenApiParts.BearerToken(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void Path(ApiPath path)
    {
        writer.WriteStartObject(path.Path);
        foreach (var operation in path.Operations)
        {
            writer.WriteStartObject(operation.Method);
            OpenApiParts.Strings(writer, "tags", [operation.Tag]);
            writer.WriteString("description", operation.Description);
            writer.WriteString("operationId", operation.Id);
            Parameters(path.Own(operation));
            Body(operation);
            Responses(operation);
            OpenApiParts.Action(writer, operation);
            writer.WriteEndObject();
        }

        Parameters(path.Common);
        writer.WriteEndObject();
    }

    private void Parameters(IEnumerable<ApiParameter> parameters)
    {
        ApiParameter[] all = [.. parameters];
        if (all.Length == 0)
        {
            return;
        }

        writer.WriteStartArray("parameters");
        foreach (var parameter in all)
        {
            writer.WriteStartObject();
            writer.WriteString("name", parameter.Name);
            writer.WriteString("in", parameter.In);
            writer.WriteString("description", parameter.Description);
            if (parameter.In == "path")
            {
                writer.WriteBoolean("required", true);
            }

            writer.WriteStartObject("schema");
            writer.WriteString("type", parameter.Type);
            writer.WriteBoolean("uniqueItems", true);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Body(ApiOperation operation)
    {
        if (operation.Body.Length == 0)
        {
            return;
        }

        writer.WriteStartObject("requestBody");
        Content(operation.Consumes, operation.Body);
        if (!operation.BodyOptional)
        {
            writer.WriteBoolean("required", true);
        }

        writer.WriteEndObject();
    }

    private void Responses(ApiOperation operation)
    {
        writer.WriteStartObject("responses");
        foreach (var code in operation.Codes)
        {
            writer.WriteStartObject(code.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("description", OpenApiParts.Reason(code));
            Content(operation.Produces, operation.Answer);
            writer.WriteEndObject();
        }

        OpenApiParts.Unauthorized(writer);
        writer.WriteEndObject();
    }

    private void Content(IReadOnlyList<string> mediaTypes, string type)
    {
        writer.WriteStartObject("content");
        foreach (var mediaType in mediaTypes.Order(StringComparer.Ordinal))
        {
            writer.WriteStartObject(mediaType);
            writer.WriteStartObject("schema");
            OpenApiParts.TypeOrText(writer, schemas, type);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
