namespace Orleans.KubeApi.Resources;

/// <summary>
/// Faults of a strategic patch's result. The original restores it from maps, not from JSON text, and says it in other words.
/// </summary>
internal static class RestoreText
{
    private const string Start = "json: cannot unmarshal ";

    /// <summary>The JSON decoder's text in the words of the original's converter; other texts as they are.</summary>
    public static string Of(string decoderText)
    {
        var type = decoderText.LastIndexOf(" of type ", StringComparison.Ordinal);
        var end = decoderText.IndexOf(" into Go ", StringComparison.Ordinal);
        if (type < 0 || end < 0 || !decoderText.StartsWith(Start, StringComparison.Ordinal))
        {
            return decoderText;
        }

        var given = decoderText[Start.Length..end] switch
        {
            "object" => "map",
            "array" => "slice",
            "number" => "int64",
            var other => other,
        };
        return decoderText[(type + " of type ".Length)..] switch
        {
            ['m', 'a', 'p', '[', ..] => $"cannot restore map from {given}",
            ['[', ']', ..] => $"cannot restore slice from {given}",
            "string" or "bool" or "int32" or "int64" or "float64" => $"unrecognized type: {decoderText[(type + " of type ".Length)..]}",
            _ => $"cannot restore struct from: {given}",
        };
    }
}
