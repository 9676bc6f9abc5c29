using System.Text.Json;
using static Orleans.KubeApi.Discovery.OpenApiProto;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// Encodes an OpenAPI 3 document as gnostic's <c>openapi.v3.Document</c>, which kubectl and client-go ask for. Field numbers are those of
/// its OpenAPIv3.proto; extensions and enumerations carry JSON, which is YAML too. Only what our documents contain is known here.
/// </summary>
internal static class OpenApiV3Proto
{
    /// <summary>The message of a JSON document.</summary>
    public static byte[] Encode(ReadOnlyMemory<byte> json) => OpenApiProto.Encode(json, Document);

    private static void Document(ProtoWriter writer, JsonElement document)
    {
        Text(writer, 1, document, "openapi");
        Child(writer, 2, document, "info", static (w, info) =>
        {
            Text(w, 1, info, "title");
            Text(w, 6, info, "version");
        });
        Child(writer, 4, document, "paths", static (w, paths) => Named(w, 1, paths, PathItem));
        Child(writer, 5, document, "components", static (w, all) =>
        {
            Child(w, 1, all, "schemas", static (v, schemas) => Named(v, 1, schemas, SchemaOrReference));
            Child(w, 7, all, "securitySchemes", static (v, schemes) =>
                Named(v, 1, schemes, static (u, one) => u.Message(1, one, SecurityScheme)));
        });
    }

    private static void SecurityScheme(ProtoWriter writer, JsonElement scheme)
    {
        Text(writer, 1, scheme, "type");
        Text(writer, 2, scheme, "description");
        Text(writer, 3, scheme, "name");
        Text(writer, 4, scheme, "in");
    }

    private static void PathItem(ProtoWriter writer, JsonElement path)
    {
        for (var i = 0; i < Methods.Length; i++)
        {
            Child(writer, i + 4, path, Methods[i], Operation);
        }

        Each(writer, 13, path, "parameters", static (w, one) => w.Message(1, one, Parameter));
    }

    private static void Operation(ProtoWriter writer, JsonElement operation)
    {
        Texts(writer, 1, operation, "tags");
        Text(writer, 3, operation, "description");
        Text(writer, 5, operation, "operationId");
        Each(writer, 6, operation, "parameters", static (w, one) => w.Message(1, one, Parameter));
        Child(writer, 7, operation, "requestBody", static (w, body) => w.Message(1, body, RequestBody));
        Child(writer, 8, operation, "responses", static (w, all) =>
            Named(w, 2, all, static (v, one) => v.Message(1, one, Response)));
        Extensions(writer, 13, operation);
    }

    private static void Parameter(ProtoWriter writer, JsonElement parameter)
    {
        Text(writer, 1, parameter, "name");
        Text(writer, 2, parameter, "in");
        Text(writer, 3, parameter, "description");
        True(writer, 4, parameter, "required");
        Child(writer, 10, parameter, "schema", SchemaOrReference);
    }

    private static void RequestBody(ProtoWriter writer, JsonElement body)
    {
        Content(writer, 2, body);
        True(writer, 3, body, "required");
    }

    private static void Response(ProtoWriter writer, JsonElement response)
    {
        Text(writer, 1, response, "description");
        Content(writer, 3, response);
    }

    private static void Content(ProtoWriter writer, int field, JsonElement owner) =>
        Child(writer, field, owner, "content", static (w, types) =>
            Named(w, 1, types, static (v, type) => Child(v, 1, type, "schema", SchemaOrReference)));

    private static void SchemaOrReference(ProtoWriter writer, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out _))
        {
            writer.Message(2, schema, static (w, one) => Text(w, 1, one, "$ref"));
        }
        else
        {
            writer.Message(1, schema, Schema);
        }
    }

    private static void Schema(ProtoWriter writer, JsonElement schema)
    {
        True(writer, 20, schema, "uniqueItems");
        Texts(writer, 23, schema, "required");
        Each(writer, 24, schema, "enum", static (w, value) => w.Text(2, value.GetRawText() + "\n"));
        Text(writer, 25, schema, "type");
        Each(writer, 26, schema, "allOf", SchemaOrReference);
        Each(writer, 27, schema, "oneOf", SchemaOrReference);
        Child(writer, 30, schema, "items", static (w, one) => w.Message(1, one, SchemaOrReference));
        Child(writer, 31, schema, "properties", static (w, all) => Named(w, 1, all, SchemaOrReference));
        Child(writer, 32, schema, "additionalProperties", static (w, one) => w.Message(1, one, SchemaOrReference));
        Child(writer, 33, schema, "default", Default);
        Text(writer, 34, schema, "description");
        Text(writer, 35, schema, "format");
        Extensions(writer, 36, schema);
    }

    // Only scalars have a form; a default that is an object leaves an empty message, as gnostic does.
    private static void Default(ProtoWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                writer.Double(1, value.GetDouble());
                break;
            case JsonValueKind.True:
                writer.Boolean(2, value: true);
                break;
            case JsonValueKind.False:
                writer.Boolean(2, value: false);
                break;
            case JsonValueKind.String:
                writer.Text(3, value.GetString()!);
                break;
            default:
                break;
        }
    }
}
