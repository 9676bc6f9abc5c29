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
    private const int MaxNodes = 100_000;

    // The library's scanner takes quadratic time in the depth of flow collections.
    private const int MaxDepth = 1_000;
    private readonly Dictionary<AnchorName, Node> _anchors = [];
    private readonly Dictionary<AnchorName, int> _sizes = [];
    private readonly Parser _parser;
    private readonly Action<string>? _onDuplicate;
    private int _nodes;
    private int _depth;

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
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new YamlTextException("yaml: exceeded max depth");
        }

        Count(1);
        var before = _nodes;
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
            _anchors[anchor] = node;
            _sizes[anchor] = _nodes - before + 1;
        }

        _depth--;
        return node;
    }

    private Node Expand(AnchorName name)
    {
        if (!_anchors.TryGetValue(name, out var node))
        {
            throw new YamlTextException($"yaml: unknown anchor '{name}' referenced");
        }

        Count(_sizes[name]);
        return node; // shared, never changed; counted as if copied
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

    private static Node Value(Scalar scalar)
    {
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
            throw new YamlTextException("yaml: document contains excessive aliasing");
        }
    }
}
