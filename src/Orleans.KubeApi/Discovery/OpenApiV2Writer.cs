using System.Globalization;
using System.Text.Json;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// Writes a Swagger 2.0 document. Parameters are shared by reference, except those in which old clients look for features.
/// </summary>
internal sealed class OpenApiV2Writer(Utf8JsonWriter writer, SchemaWriter schemas)
{
    private readonly SortedDictionary<string, Action> _shared = new(StringComparer.Ordinal);
    private readonly Dictionary<ApiParameter, string> _names = [];

    /// <summary>Writes the whole document.</summary>
    public void Document(string version, IReadOnlyList<ApiPath> paths, SortedDictionary<string, TypeSchema> types)
    {
        writer.WriteStartObject();
        writer.WriteString("swagger", "2.0");
        OpenApiParts.Info(writer, version);
        writer.WriteStartObject("paths");
        foreach (var path in paths)
        {
            Path(path);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("definitions");
        SchemaSet.Write(writer, schemas, types);
        writer.WriteEndObject();
        Shared();
        writer.WriteStartObject("securityDefinitions");
        OpenApiParts.BearerToken(writer);
        writer.WriteEndObject();
        writer.WriteStartArray("security");
        writer.WriteStartObject();
        OpenApiParts.Strings(writer, "BearerToken", []);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // kubectl before 1.28 detects dry run and field validation by these parameters and does not follow references.
    private static bool IsOwn(ApiParameter parameter) => parameter.Name is "name" or "dryRun" or "fieldValidation";

    private void Path(ApiPath path)
    {
        writer.WriteStartObject(path.Path);
        foreach (var operation in path.Operations)
        {
            writer.WriteStartObject(operation.Method);
            writer.WriteString("description", operation.Description);
            if (operation.Consumes.Count > 0)
            {
                OpenApiParts.Strings(writer, "consumes", operation.Consumes);
            }

            OpenApiParts.Strings(writer, "produces", operation.Produces);
            OpenApiParts.Strings(writer, "schemes", ["https"]);
            OpenApiParts.Strings(writer, "tags", [operation.Tag]);
            writer.WriteString("operationId", operation.Id);
            Parameters(path.Own(operation), operation);
            Responses(operation);
            OpenApiParts.Action(writer, operation);
            writer.WriteEndObject();
        }

        Parameters(path.Common, null);
        writer.WriteEndObject();
    }

    private void Parameters(IEnumerable<ApiParameter> parameters, ApiOperation? operation)
    {
        ApiParameter[] all = [.. parameters];
        var hasBody = operation is { Body.Length: > 0 };
        if (all.Length == 0 && !hasBody)
        {
            return;
        }

        writer.WriteStartArray("parameters");
        if (hasBody)
        {
            Body(operation!);
        }

        foreach (var parameter in all)
        {
            if (IsOwn(parameter))
            {
                Parameter(parameter);
            }
            else
            {
                Reference(NameOf(parameter));
            }
        }

        writer.WriteEndArray();
    }

    private void Body(ApiOperation operation)
    {
        if (operation.Body is not (MetaTypes.DeleteOptions or MetaTypes.Patch))
        {
            BodyParameter(operation.Body, operation.BodyOptional);
            return;
        }

        var name = OpenApiHash.ParameterName("body", operation.Body);
        _shared.TryAdd(name, () => BodyParameter(operation.Body, operation.BodyOptional));
        Reference(name);
    }

    private void BodyParameter(string type, bool optional)
    {
        writer.WriteStartObject();
        writer.WriteString("name", "body");
        writer.WriteString("in", "body");
        if (!optional)
        {
            writer.WriteBoolean("required", true);
        }

        writer.WriteStartObject("schema");
        schemas.Reference(type);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private string NameOf(ApiParameter parameter)
    {
        if (!_names.TryGetValue(parameter, out var name))
        {
            name = OpenApiHash.ParameterName(parameter.Name, $"{parameter.In} {parameter.Type} {parameter.Description}");
            _names[parameter] = name;
            _shared.TryAdd(name, () => Parameter(parameter));
        }

        return name;
    }

    private void Reference(string name)
    {
        writer.WriteStartObject();
        writer.WriteString("$ref", "#/parameters/" + name);
        writer.WriteEndObject();
    }

    private void Parameter(ApiParameter parameter)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("uniqueItems", true);
        writer.WriteString("type", parameter.Type);
        writer.WriteString("description", parameter.Description);
        writer.WriteString("name", parameter.Name);
        writer.WriteString("in", parameter.In);
        if (parameter.In == "path")
        {
            writer.WriteBoolean("required", true);
        }

        writer.WriteEndObject();
    }

    private void Shared()
    {
        writer.WriteStartObject("parameters");
        foreach (var (name, write) in _shared)
        {
            writer.WritePropertyName(name);
            write();
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
            writer.WriteStartObject("schema");
            OpenApiParts.TypeOrText(writer, schemas, operation.Answer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        OpenApiParts.Unauthorized(writer);
        writer.WriteEndObject();
    }
}
