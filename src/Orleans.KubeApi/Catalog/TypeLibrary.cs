using System.Globalization;
using System.Text;
using Orleans.KubeApi.Schema;

namespace Orleans.KubeApi.Catalog;

/// <summary>
/// The types of the built-in API by full name, read from the embedded <c>Facts/types.txt</c> (format: the README beside it). Reading only
/// finds the lines; a type is parsed when it is first used. Safe for any thread.
/// </summary>
internal sealed class TypeLibrary
{
    private readonly string _text;
    private readonly Dictionary<string, (int Line, string Package)> _lines = new(1024, StringComparer.Ordinal);
    private readonly Dictionary<string, TypeSchema> _types = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private TypeLibrary(string text)
    {
        _text = text;
        var package = "";
        for (var at = 0; at < text.Length; at = NextLine(at))
        {
            switch (text[at])
            {
                case 'p':
                    package = WordAt(at + "package ".Length).ToString();
                    break;
                case 't':
                    _lines.Add($"{package}.{WordAt(at + "type ".Length)}", (at, package));
                    break;
                case 'a':
                    _lines.Add($"{package}.{WordAt(at + "alias ".Length)}", (at, package));
                    break;
            }
        }
    }

    /// <summary>Full names of all named types.</summary>
    public IReadOnlyCollection<string> Names => _lines.Keys;

    /// <summary>The one library of the process.</summary>
    public static TypeLibrary BuiltIn { get; } = Load();

    /// <summary>Reads the embedded facts once more.</summary>
    internal static TypeLibrary Load() => new(EmbeddedText("types.txt"));

    /// <summary>The named type, or null if the library has none of that name.</summary>
    public TypeSchema? Find(string fullName)
    {
        lock (_lock)
        {
            return _lines.ContainsKey(fullName) ? Named(fullName) : null;
        }
    }

    /// <summary>One of the texts embedded from <c>Catalog/Facts</c>.</summary>
    internal static string EmbeddedText(string file)
    {
        using var stream = typeof(TypeLibrary).Assembly.GetManifestResourceStream($"Facts/{file}")
            ?? throw new InvalidOperationException($"facts {file} are not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private int NextLine(int at) => _text.IndexOf('\n', at) is var end and >= 0 ? end + 1 : _text.Length;

    private ReadOnlySpan<char> LineAt(int at) => _text.AsSpan(at, NextLine(at) - at).TrimEnd('\n');

    private ReadOnlySpan<char> WordAt(int at)
    {
        var rest = _text.AsSpan(at);
        return rest[..rest.IndexOfAny(' ', '\n')];
    }

    private TypeSchema Named(string fullName)
    {
        if (_types.TryGetValue(fullName, out var known))
        {
            return known;
        }

        var (at, package) = _lines[fullName];
        var words = LineAt(at).ToString().Split(' ', 4);
        var type = words[0] == "type"
            ? new TypeSchema(fullName, TypeShape.Struct, t => FillStruct(t, at, package)) { Atomic = words is [_, _, "atomic"] }
            : Alias(fullName, package, words);
        _types[fullName] = type;
        return type;
    }

    private TypeSchema Alias(string fullName, string package, string[] words)
    {
        var target = words[2];
        var rest = words.Length > 3 ? words[3] : "";
        if (target == "any" && rest.Length > 0)
        {
            return new TypeSchema(fullName, TypeShape.Any, t => Fill(t, rest, package, elementIsPointer: false));
        }

        var shape = ShapeOf(target, package);
        var (element, pointer) = ElementOf(target);
        Action<TypeSchema>? complete = shape is TypeShape.Map or TypeShape.List ? t => Fill(t, element, package, pointer) : null;
        string[] values = rest.Length == 0 ? [] : rest[1..^1].Split("\" \"");
        return new TypeSchema(fullName, shape, complete) { Values = values };
    }

    // Package-local names are short; everything else is a Go type or a full name.
    private TypeSchema Reference(string text, string package)
    {
        text = Qualify(text, package);
        if (_types.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_lines.ContainsKey(text))
        {
            return Named(text);
        }

        var (element, pointer) = ElementOf(text);
        var shape = ShapeOf(text, package);
        Action<TypeSchema>? complete = shape is TypeShape.Map or TypeShape.List ? t => Fill(t, element, package, pointer) : null;
        var type = new TypeSchema("", shape, complete) { GoText = text };
        _types[text] = type;
        return type;
    }

    private string Qualify(string text, string package)
    {
        var start = text.LastIndexOfAny(['[', ']', '*']) + 1;
        var name = text[start..];
        return _lines.ContainsKey($"{package}.{name}") ? $"{text[..start]}{package}.{name}" : text;
    }

    private TypeShape ShapeOf(string text, string package) => text switch
    {
        "string" => TypeShape.Text,
        "bool" => TypeShape.Boolean,
        "int32" => TypeShape.Int32,
        "int64" or "int" => TypeShape.Int64,
        "float64" => TypeShape.Double,
        "[]byte" => TypeShape.Bytes,
        "quantity" => TypeShape.Quantity,
        "time" => TypeShape.Time,
        "microtime" => TypeShape.MicroTime,
        "duration" => TypeShape.Duration,
        "int-or-string" => TypeShape.IntOrString,
        "any" => TypeShape.Any,
        ['[', ']', ..] => TypeShape.List,
        ['m', 'a', 'p', '[', ..] => TypeShape.Map,
        _ => Reference(text, package).Shape,
    };

    private static (string Element, bool Pointer) ElementOf(string text)
    {
        var element = text[(text.IndexOf(']', StringComparison.Ordinal) + 1)..];
        return element is ['*', ..] ? (element[1..], true) : (element, false);
    }

    private void Fill(TypeSchema type, string element, string package, bool elementIsPointer)
    {
        lock (_lock)
        {
            type.Complete([], Reference(element, package), elementIsPointer);
        }
    }

    private void FillStruct(TypeSchema type, int at, string package)
    {
        lock (_lock)
        {
            var fields = new List<FieldSchema>();
            for (at = NextLine(at); at < _text.Length && _text[at] == ' '; at = NextLine(at))
            {
                fields.Add(Field(LineAt(at).TrimStart(' ').ToString(), package));
            }

            type.Complete(fields, element: null, elementIsPointer: false);
        }
    }

    private FieldSchema Field(string line, string package)
    {
        string? fallback = null;
        if (line.IndexOf(" default=", StringComparison.Ordinal) is var at and >= 0)
        {
            fallback = line[(at + " default=".Length)..];
            line = line[..at];
        }

        var words = line.Split(' ');
        var pointer = words[1][0] == '*';
        int[] proto = words.Length > 2 && char.IsAsciiDigit(words[2][0])
            ? [.. words[2].Split('/').Select(n => int.Parse(n, CultureInfo.InvariantCulture))] : [];
        var flags = words.Skip(2).FirstOrDefault(w => w.All(char.IsAsciiLetterLower) && w.Length <= 3) ?? "";
        return new FieldSchema(string.Intern(words[0]), Reference(pointer ? words[1][1..] : words[1], package))
        {
            Pointer = pointer,
            Proto = proto.Length > 0 ? proto[^1] : 0,
            ProtoWithin = proto.Length > 1 ? proto[..^1] : [],
            OmitEmpty = flags.Contains('e', StringComparison.Ordinal),
            OmitZero = flags.Contains('z', StringComparison.Ordinal),
            Required = flags.Contains('r', StringComparison.Ordinal),
            ListType = Setting(words, "list="),
            ListMapKeys = Setting(words, "keys=") is { Length: > 0 } keys ? keys.Split(',') : [],
            MapType = Setting(words, "map="),
            PatchStrategy = Setting(words, "patch="),
            PatchMergeKey = Setting(words, "mergekey="),
            Default = fallback,
        };
    }

    private static string Setting(string[] words, string name)
    {
        foreach (var word in words)
        {
            if (word.StartsWith(name, StringComparison.Ordinal))
            {
                return word[name.Length..];
            }
        }

        return "";
    }
}
