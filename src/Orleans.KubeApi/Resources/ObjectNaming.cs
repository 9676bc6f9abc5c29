using System.Security.Cryptography;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Resources;

/// <summary>Finds out the name of an object to be created before its grain is called, and makes names from generateName.</summary>
internal static class ObjectNaming
{
    /// <summary>How often a generated name is tried anew when it is taken (as the original since 1.30).</summary>
    public const int Attempts = 8;

    private const int LongestBase = 58;
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>
    /// metadata.name and metadata.generateName of a body; both empty if the body is broken (the operation then says how).
    /// </summary>
    public static (string Name, string GenerateName) Peek(ReadOnlySpan<byte> body)
    {
        try
        {
            return (JsonPathText.Read(body, "metadata.name") ?? "", JsonPathText.Read(body, "metadata.generateName") ?? "");
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    /// <summary>A name from a base, cut to 58 characters, and five letters that can't spell a word.</summary>
    public static string Generate(string generateName)
    {
        var start = generateName.Length > LongestBase ? generateName[..LongestBase] : generateName;
        return start + RandomNumberGenerator.GetString(Letters, 5);
    }
}
