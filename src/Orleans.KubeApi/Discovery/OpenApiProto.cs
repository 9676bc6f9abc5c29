using System.Text.Json;

namespace Orleans.KubeApi.Discovery;

/// <summary>How gnostic's messages of both OpenAPI versions carry the members of a JSON object.</summary>
internal static class OpenApiProto
{
    /// <summary>The methods of a path, in the order of their field numbers in both versions.</summary>
    public static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch"];

    /// <summary>The message of a whole document.</summary>
    public static byte[] Encode(ReadOnlyMemory<byte> json, Action<ProtoWriter, JsonElement> content)
    {
        using var document = JsonDocument.Parse(json);
        var writer = new ProtoWriter();
        content(writer, document.RootElement);
        return writer.Written.ToArray();
    }

    /// <summary>The members "x-…", as named values of YAML text: both versions number that alike.</summary>
    public static void Extensions(ProtoWriter writer, int field, JsonElement owner)
    {
        foreach (var member in owner.EnumerateObject())
        {
            if (member.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                writer.Message(field, member, static (w, extension) =>
                {
                    w.Text(1, extension.Name);
                    w.Message(2, extension.Value, static (any, value) => any.Text(2, value.GetRawText() + "\n"));
                });
            }
        }
    }

    /// <summary>A string member.</summary>
    public static void Text(ProtoWriter writer, int field, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var value))
        {
            writer.Text(field, value.GetString()!);
        }
    }

    /// <summary>A boolean member that is true.</summary>
    public static void True(ProtoWriter writer, int field, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var value) && value.GetBoolean())
        {
            writer.Boolean(field, value: true);
        }
    }

    /// <summary>A member that is a list of strings.</summary>
    public static void Texts(ProtoWriter writer, int field, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var values))
        {
            Texts(writer, field, values);
        }
    }

    /// <summary>A list of strings.</summary>
    public static void Texts(ProtoWriter writer, int field, JsonElement values)
    {
        foreach (var value in values.EnumerateArray())
        {
            writer.Text(field, value.GetString()!);
        }
    }

    /// <summary>A member that is a message.</summary>
    public static void Child(ProtoWriter writer, int field, JsonElement owner, string name, Action<ProtoWriter, JsonElement> content)
    {
        if (owner.TryGetProperty(name, out var value))
        {
            writer.Message(field, value, content);
        }
    }

    /// <summary>A member that is a list of messages.</summary>
    public static void Each(ProtoWriter writer, int field, JsonElement owner, string name, Action<ProtoWriter, JsonElement> content)
    {
        if (owner.TryGetProperty(name, out var values))
        {
            foreach (var value in values.EnumerateArray())
            {
                writer.Message(field, value, content);
            }
        }
    }

    /// <summary>A map: a list of pairs with the name in field 1 and the value in field 2.</summary>
    public static void Named(ProtoWriter writer, int field, JsonElement map, Action<ProtoWriter, JsonElement> content)
    {
        foreach (var member in map.EnumerateObject())
        {
            writer.Message(field, (member, content), static (w, pair) =>
            {
                w.Text(1, pair.member.Name);
                w.Message(2, pair.member.Value, pair.content);
            });
        }
    }
}
