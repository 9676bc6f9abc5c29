using System.Text.Json;
using static Orleans.KubeApi.Discovery.OpenApiProto;

namespace Orleans.KubeApi.Discovery;

/// <summary>
/// Encodes a Swagger document as gnostic's <c>openapi.v2.Document</c>, the only form that kubectl before 1.27 reads. Field numbers are
/// those of its OpenAPIv2.proto; extensions carry JSON, which is YAML too. Only what our documents contain is known here.
/// </summary>
internal static class OpenApiV2Proto
{
    /// <summary>The message of a JSON document.</summary>
    public static byte[] Encode(ReadOnlyMemory<byte> json) => OpenApiProto.Encode(json, Document);

    private static void Document(ProtoWriter writer, JsonElement document)
    {
        Text(writer, 1, document, "swagger");
        Child(writer, 2, document, "info", static (w, info) =>
        {
            Text(w, 1, info, "title");
            Text(w, 2, info, "version");
        });
        Child(writer, 8, document, "paths", static (w, paths) => Named(w, 2, paths, PathItem));
        Child(writer, 9, document, "definitions", static (w, all) => Named(w, 1, all, Schema));
        Child(writer, 10, document, "parameters", static (w, all) => Named(w, 1, all, Parameter));
        Each(writer, 12, document, "security", static (w, one) => Named(w, 1, one, static (n, values) => Texts(n, 1, values)));
        Child(writer, 13, document, "securityDefinitions", static (w, all) => Named(w, 1, all, SecurityDefinition));
    }

    private static void SecurityDefinition(ProtoWriter writer, JsonElement item) => writer.Message(2, item, static (w, key) =>
    {
        Text(w, 1, key, "type");
        Text(w, 2, key, "name");
        Text(w, 3, key, "in");
        Text(w, 4, key, "description");
    });

    private static void PathItem(ProtoWriter writer, JsonElement path)
    {
        for (var i = 0; i < Methods.Length; i++)
        {
            Child(writer, i + 2, path, Methods[i], Operation);
        }

        Each(writer, 9, path, "parameters", ParametersItem);
    }

    private static void Operation(ProtoWriter writer, JsonElement operation)
    {
        Texts(writer, 1, operation, "tags");
        Text(writer, 3, operation, "description");
        Text(writer, 5, operation, "operationId");
        Texts(writer, 6, operation, "produces");
        Texts(writer, 7, operation, "consumes");
        Each(writer, 8, operation, "parameters", ParametersItem);
        Child(writer, 9, operation, "responses", static (w, all) => Named(w, 1, all, static (v, one) => v.Message(1, one, Response)));
        Texts(writer, 10, operation, "schemes");
        Extensions(writer, 13, operation);
    }

    private static void ParametersItem(ProtoWriter writer, JsonElement item)
    {
        if (item.TryGetProperty("$ref", out _))
        {
            writer.Message(2, item, static (w, one) => Text(w, 1, one, "$ref"));
        }
        else
        {
            writer.Message(1, item, Parameter);
        }
    }

    private static void Parameter(ProtoWriter writer, JsonElement parameter)
    {
        switch (parameter.GetProperty("in").GetString())
        {
            case "body":
                writer.Message(1, parameter, BodyParameter);
                break;
            case "path":
                writer.Message(2, parameter, static (w, one) => w.Message(4, one, PathParameter));
                break;
            default:
                writer.Message(2, parameter, static (w, one) => w.Message(3, one, QueryParameter));
                break;
        }
    }

    private static void BodyParameter(ProtoWriter writer, JsonElement body)
    {
        Text(writer, 1, body, "description");
        Text(writer, 2, body, "name");
        Text(writer, 3, body, "in");
        True(writer, 4, body, "required");
        Child(writer, 5, body, "schema", Schema);
    }

    private static void PathParameter(ProtoWriter writer, JsonElement path) => NonBody(writer, path, type: 5, unique: 19);

    private static void QueryParameter(ProtoWriter writer, JsonElement query) => NonBody(writer, query, type: 6, unique: 20);

    private static void NonBody(ProtoWriter writer, JsonElement parameter, int type, int unique)
    {
        True(writer, 1, parameter, "required");
        Text(writer, 2, parameter, "in");
        Text(writer, 3, parameter, "description");
        Text(writer, 4, parameter, "name");
        Text(writer, type, parameter, "type");
        True(writer, unique, parameter, "uniqueItems");
    }

    private static void Response(ProtoWriter writer, JsonElement response)
    {
        Text(writer, 1, response, "description");
        Child(writer, 2, response, "schema", static (w, schema) => w.Message(1, schema, Schema));
    }

    private static void Schema(ProtoWriter writer, JsonElement schema)
    {
        Text(writer, 1, schema, "$ref");
        Text(writer, 2, schema, "format");
        Text(writer, 4, schema, "description");
        Texts(writer, 19, schema, "required");
        Each(writer, 20, schema, "enum", static (w, value) => w.Text(2, value.GetRawText()));
        Child(writer, 21, schema, "additionalProperties", static (w, one) => w.Message(1, one, Schema));
        Child(writer, 22, schema, "type", static (w, type) => w.Text(1, type.GetString()!));
        Child(writer, 23, schema, "items", static (w, one) => w.Message(1, one, Schema));
        Child(writer, 25, schema, "properties", static (w, all) => Named(w, 1, all, Schema));
        Extensions(writer, 31, schema);
    }
}
