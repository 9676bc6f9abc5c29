using System.Buffers;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// Indents JSON text as Go's <c>MarshalIndent</c> does with two spaces: empty objects and arrays stay closed, no line break at the end.
/// Takes the text in pieces cut anywhere and gives it out at once, so that a list of any size costs a buffer. The text must be valid JSON;
/// spaces and line breaks that it has between tokens are dropped.
/// </summary>
/// <param name="output">Where to.</param>
internal sealed class JsonIndenter(IBufferWriter<byte> output)
{
    private static readonly SearchValues<byte> InText = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> Tokens = SearchValues.Create("{}[],:\" \t\r\n"u8);
    private readonly byte[] _buffer = new byte[4096];
    private int _used;
    private int _depth;
    private bool _inText;
    private bool _escaped;
    private bool _justOpened;

    /// <summary>Where the next piece goes; what was given so far has gone to the one before.</summary>
    public IBufferWriter<byte> Output { get; set; } = output;

    /// <summary>Indents the next piece.</summary>
    public void Write(ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            json = json[(_inText ? Text(json) : Token(json))..];
        }

        Flush();
    }

    // Up to the end of the string or of the piece; returns how much was taken.
    private int Text(ReadOnlySpan<byte> json)
    {
        if (_escaped)
        {
            _escaped = false;
            Put(json[..1]);
            return 1;
        }

        var at = json.IndexOfAny(InText);
        if (at < 0)
        {
            Put(json);
            return json.Length;
        }

        _escaped = json[at] == '\\';
        _inText = _escaped;
        Put(json[..(at + 1)]);
        return at + 1;
    }

    private int Token(ReadOnlySpan<byte> json)
    {
        switch (json[0])
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                break;
            case (byte)'{' or (byte)'[':
                Begin();
                Put(json[..1]);
                _depth++;
                _justOpened = true;
                break;
            case (byte)'}' or (byte)']':
                _depth--;
                if (!_justOpened)
                {
                    Line();
                }

                _justOpened = false;
                Put(json[..1]);
                break;
            case (byte)',':
                Put(","u8);
                Line();
                break;
            case (byte)':':
                Put(": "u8);
                break;
            case (byte)'"':
                Begin();
                Put("\""u8);
                _inText = true;
                break;
            default:
                Begin();
                var length = json.IndexOfAny(Tokens);
                length = length < 0 ? json.Length : length;
                Put(json[..length]);
                return length;
        }

        return 1;
    }

    private void Begin()
    {
        if (_justOpened)
        {
            _justOpened = false;
            Line();
        }
    }

    private void Line()
    {
        Put("\n"u8);
        for (var left = _depth * 2; left > 0;)
        {
            var part = Math.Min(left, Spaces.Length);
            Put(Spaces[..part]);
            left -= part;
        }
    }

    private static ReadOnlySpan<byte> Spaces => "                                                                "u8;

    private void Put(ReadOnlySpan<byte> text)
    {
        if (text.Length > _buffer.Length - _used)
        {
            Flush();
            if (text.Length > _buffer.Length)
            {
                Output.Write(text);
                return;
            }
        }

        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }

    private void Flush()
    {
        Output.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
