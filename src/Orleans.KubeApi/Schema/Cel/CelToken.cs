namespace Orleans.KubeApi.Schema.Cel;

/// <summary>
/// A token: its kind is the text of a symbol or keyword, or NUM_INT, STRING, IDENTIFIER and so on; the end is "&lt;EOF&gt;".
/// </summary>
internal readonly record struct CelToken(string Kind, int Start, int End)
{
    public const string EndOfText = "<EOF>";
    public const string Identifier = "IDENTIFIER";
    public const string Escaped = "ESC_IDENTIFIER";
    public const string Integer = "NUM_INT";
    public const string Unsigned = "NUM_UINT";
    public const string Float = "NUM_FLOAT";
    public const string Text = "STRING";
    public const string Bytes = "BYTES";

    /// <summary>Where it starts, as a place for nodes.</summary>
    public int Offset => Start;
}
