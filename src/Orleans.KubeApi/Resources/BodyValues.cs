using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>
/// How many values a body may hold. A value of two bytes becomes a node of a hundred, gets defaults and is looked at by every rule, so it
/// is their number that costs, not the bytes. The original has no such bound, but what is beyond this one is more than it can store.
/// </summary>
internal static class BodyValues
{
    /// <summary>The most values: texts, numbers, objects and lists, all that are in others included.</summary>
    public const int Most = 250_000;

    // One digit and a comma.
    private const int LeastBytes = 2;

    /// <summary>Refuses a body with more. Broken JSON passes: whoever reads it has the words.</summary>
    /// <exception cref="StatusException">413.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (json.Length / LeastBytes > Most && IsBeyond(json))
        {
            throw new StatusException(new Status(
                413, "RequestEntityTooLarge", $"Request entity too large: limit is {Most} values", new StatusDetails()));
        }
    }

    private static bool IsBeyond(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = NodeReader.MaxDepth });
        var values = 0;
        try
        {
            while (reader.Read())
            {
                values += reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray ? 0 : 1;
                if (values > Most)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // See above.
        }

        return false;
    }
}
