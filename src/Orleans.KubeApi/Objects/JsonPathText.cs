using System.Text;
using System.Text.Json;

namespace Orleans.KubeApi.Objects;

/// <summary>Reads one scalar of a JSON document by a dotted path without building a tree.</summary>
internal static class JsonPathText
{
    /// <summary>The scalar at the path as text ("" for "", "true", "42"), null if it is absent, null, an object or an array.</summary>
    public static string? Read(ReadOnlySpan<byte> utf8, string path)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
        if (!Seek(ref reader, path))
        {
            return null;
        }

        return reader.TokenType switch
        {
            JsonTokenType.String => NodeReader.ReadText(ref reader),
            JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => null,
        };
    }

    /// <summary>Moves a fresh reader onto the value at the path; false if there is none.</summary>
    public static bool Seek(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        var rest = path.AsSpan();
        while (true)
        {
            var dot = rest.IndexOf('.');
            var step = dot < 0 ? rest : rest[..dot];
            if (reader.TokenType != JsonTokenType.StartObject || !SeekMember(ref reader, step))
            {
                return false;
            }

            if (dot < 0)
            {
                return true;
            }

            rest = rest[(dot + 1)..];
        }
    }

    private static bool SeekMember(ref Utf8JsonReader reader, ReadOnlySpan<char> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
