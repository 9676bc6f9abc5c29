using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Schema;

/// <summary>Finds members that a JSON text names twice, as strict decoding of patches reports them.</summary>
internal static class DuplicateKeys
{
    /// <summary>In the order of the text: <c>duplicate field "metadata.labels.k"</c>; empty for text that isn't JSON.</summary>
    public static IReadOnlyList<string> Find(ReadOnlySpan<byte> utf8)
    {
        List<string>? problems = null;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
        var open = new Stack<Level>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        Next(open);
                        open.Push(new Level(reader.TokenType == JsonTokenType.StartObject ? [] : null));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        break;
                    case JsonTokenType.PropertyName:
                        var name = NodeReader.ReadText(ref reader);
                        open.Peek().Name = name;
                        if (!open.Peek().Names!.Add(name))
                        {
                            (problems ??= []).Add($"duplicate field {GoText.Quote(PathOf(open))}");
                        }

                        break;
                    default:
                        Next(open);
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return []; // Whoever decodes the text says what is wrong with it.
        }

        return problems ?? [];
    }

    private static void Next(Stack<Level> open)
    {
        if (open.TryPeek(out var level) && level.Names is null)
        {
            level.Position++;
        }
    }

    private static string PathOf(Stack<Level> open) =>
        string.Concat(open.Reverse().Select((level, i) => level.Names is null ? $"[{level.Position}]"
            : i == 0 ? level.Name : $".{level.Name}"));

    // An object (with the names seen) or an array (with the position reached).
    private sealed class Level(HashSet<string>? names)
    {
        public HashSet<string>? Names { get; } = names;

        public string Name { get; set; } = "";

        public int Position { get; set; } = -1;
    }
}
