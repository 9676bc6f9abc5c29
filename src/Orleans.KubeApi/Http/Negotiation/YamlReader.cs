using System.Runtime.CompilerServices;
using System.Text;
using Orleans.KubeApi.Objects;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orleans.KubeApi.Http.Negotiation;

/// <summary>
/// YAML bodies to JSON. Works on the event stream with limits on depth and on nodes after expansion of aliases, because the library has
/// none: a document of a few hundred bytes can otherwise expand to gigabytes (CVE-2019-11253). Only the first document counts, as in the
/// original.
/// </summary>
internal sealed class YamlReader
{
    private const string Aliasing = "yaml: document contains excessive aliasing";
    private const int MaxNodes = 100_000;

    // The library's scanner looks at every open collection for each token, so the sum of all tokens' depths is what its time depends on.
    // A single chain of collections may be about 7,700 deep; the original's bound is 10,000.
    private const long MaxWork = 30_000_000;

    // A long text that many aliases repeat costs few nodes and much memory.
    private const long MaxRepeatedChars = 3 * 1024 * 1024;
    private readonly Dictionary<AnchorName, Anchored> _anchors = [];
    private readonly Parser _parser;
    private readonly Action<string>? _onDuplicate;
    private int _nodes;
    private int _depth;
    private long _work;
    private long _chars;
    private long _repeated;

    private YamlReader(Parser parser, Action<string>? onDuplicate)
    {
        _parser = parser;
        _onDuplicate = onDuplicate;
    }

    /// <summary>Reads the first document; an empty text is null. Of a repeated key the last value wins.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="onDuplicate">Gets a text for each repeated key, as the original words it.</param>
    /// <exception cref="YamlTextException">Not YAML, or beyond a limit.</exception>
    public static Node Read(ReadOnlySpan<byte> utf8, Action<string>? onDuplicate = null)
    {
        try
        {
            var parser = new Parser(new StringReader(Encoding.UTF8.GetString(utf8)));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return NullNode.Instance;
            }

            parser.Consume<DocumentStart>();
            return new YamlReader(parser, onDuplicate).ReadNode();
        }
        catch (YamlException wrong)
        {
            throw new YamlTextException($"yaml: line {wrong.Start.Line}: {wrong.Message}");
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // Fuzzing made the library leak these for broken texts.
            throw new YamlTextException($"yaml: {wrong.Message}");
        }
    }

    private Node ReadNode()
    {
        _work += ++_depth;
        if (_depth > NodeReader.MaxDepth || _work > MaxWork || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new YamlTextException("yaml: exceeded max depth");
        }

        Count(1);
        var (nodes, chars) = (_nodes, _chars);
        var (node, anchor) = _parser.Current switch
        {
            _ when _parser.TryConsume<Scalar>(out var scalar) => (Value(scalar), scalar.Anchor),
            _ when _parser.TryConsume<MappingStart>(out var mapping) => (ReadMapping(), mapping.Anchor),
            _ when _parser.TryConsume<SequenceStart>(out var sequence) => (ReadSequence(), sequence.Anchor),
            _ when _parser.TryConsume<AnchorAlias>(out var alias) => (Expand(alias.Value), AnchorName.Empty),
            _ => throw new YamlTextException("yaml: did not find expected node content"),
        };
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = new Anchored(node, _nodes - nodes + 1, _chars - chars);
        }

        _depth--;
        return node;
    }

    private Node Expand(AnchorName name)
    {
        if (!_anchors.TryGetValue(name, out var anchored))
        {
            throw new YamlTextException($"yaml: unknown anchor '{name}' referenced");
        }

        Count(anchored.Nodes);
        _chars += anchored.Chars;
        _repeated += anchored.Chars;
        if (_repeated > MaxRepeatedChars)
        {
            throw new YamlTextException(Aliasing);
        }

        return anchored.Node; // shared, never changed; counted as if copied
    }

    private ObjectNode ReadMapping()
    {
        var node = new ObjectNode();
        List<Node>? merged = null;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var isMerge = _parser.Accept<Scalar>(out var scalar) && scalar is { Value: "<<", Style: ScalarStyle.Plain };
            var line = _parser.Current?.Start.Line ?? 0;
            var key = KeyText(ReadNode());
            var value = ReadNode();
            if (isMerge)
            {
                (merged ??= []).Add(value);
            }
            else if (!node.Set(key, value))
            {
                _onDuplicate?.Invoke($"line {line}: key \"{key}\" already set in map");
            }
        }

        foreach (var source in merged ?? [])
        {
            Merge(node, source);
        }

        return node;
    }

    private static void Merge(ObjectNode node, Node source)
    {
        switch (source)
        {
            case ObjectNode map:
                foreach (var (name, value) in map)
                {
                    if (!node.Has(name))
                    {
                        node.Set(name, value);
                    }
                }

                break;
            case ArrayNode list:
                foreach (var item in list.Items)
                {
                    Merge(node, item is ObjectNode ? item
                        : throw new YamlTextException("yaml: map merge requires map or sequence of maps as the value"));
                }

                break;
            default:
                throw new YamlTextException("yaml: map merge requires map or sequence of maps as the value");
        }
    }

    private ArrayNode ReadSequence()
    {
        var node = new ArrayNode();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            node.Add(ReadNode());
        }

        return node;
    }

    private Node Value(Scalar scalar)
    {
        _chars += scalar.Value.Length;
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        return tag switch
        {
            "tag:yaml.org,2002:str" or "!" => new TextNode(scalar.Value),
            "tag:yaml.org,2002:binary" => new TextNode(scalar.Value),
            _ => scalar.Style == ScalarStyle.Plain ? YamlScalar.Resolve(scalar.Value) : new TextNode(scalar.Value),
        };
    }

    private static string KeyText(Node key) => key switch
    {
        TextNode text => text.Value,
        NumberNode number => number.Text,
        BoolNode flag => flag.Value ? "true" : "false",
        NullNode => "null",
        _ => throw new YamlTextException($"yaml: unsupported map key of type: {key.KindName}"),
    };

    private void Count(int nodes)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
        {
            throw new YamlTextException(Aliasing);
        }
    }

    private readonly record struct Anchored(Node Node, int Nodes, long Chars);
}
