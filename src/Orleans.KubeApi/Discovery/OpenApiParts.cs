using System.Text.Json;

namespace Orleans.KubeApi.Discovery;

/// <summary>What both versions of OpenAPI write alike.</summary>
internal static class OpenApiParts
{
    /// <summary>The info object.</summary>
    public static void Info(Utf8JsonWriter writer, string version)
    {
        writer.WriteStartObject("info");
        writer.WriteString("title", "Kubernetes");
        writer.WriteString("version", version);
        writer.WriteEndObject();
    }

    /// <summary>The only security scheme that documents name.</summary>
    public static void BearerToken(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("BearerToken");
        writer.WriteString("description", "Bearer Token authentication");
        writer.WriteString("type", "apiKey");
        writer.WriteString("name", "authorization");
        writer.WriteString("in", "header");
        writer.WriteEndObject();
    }

    /// <summary>An array of strings.</summary>
    public static void Strings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>The extensions of an operation.</summary>
    public static void Action(Utf8JsonWriter writer, ApiOperation operation)
    {
        if (operation.Action.Length > 0)
        {
            writer.WriteString("x-kubernetes-action", operation.Action);
        }

        if (operation.Kind is { } kind)
        {
            writer.WritePropertyName("x-kubernetes-group-version-kind");
            SchemaWriter.Kind(writer, kind);
        }
    }

    /// <summary>The response that every operation may give.</summary>
    public static void Unauthorized(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("401");
        writer.WriteString("description", "Unauthorized");
        writer.WriteEndObject();
    }

    /// <summary>The members of a schema: a reference, or a string where there is no type.</summary>
    public static void TypeOrText(Utf8JsonWriter writer, SchemaWriter schemas, string type)
    {
        if (type.Length == 0)
        {
            writer.WriteString("type", "string");
        }
        else
        {
            schemas.Reference(type);
        }
    }

    /// <summary>The text of a success code.</summary>
    public static string Reason(int code) => code switch { 201 => "Created", 202 => "Accepted", _ => "OK" };
}
