using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Orleans.KubeApi.Objects;

namespace Orleans.KubeApi.Http.Options;

/// <summary>
/// The continue token: base64url of <c>{"v":"meta.k8s.io/v1","rv":N,"start":"ns/name\u0000"}</c>, start relative to what the list covers
/// (apiserver <c>storage/continue.go</c>), and <c>"t"</c>, when the list began: the original's revisions grow with every write to anything,
/// so that its tokens expire with time alone, and clients are tested for that; ours stand still with their collection.
/// </summary>
/// <param name="Revision">The list's revision; −1 continues at the latest, inconsistently.</param>
/// <param name="Start">First key, relative to the namespace of the list.</param>
/// <param name="FirstPageAt">When the first page was served, Unix seconds; 0 if the token does not tell.</param>
internal readonly record struct ContinueToken(long Revision, string Start, long FirstPageAt = 0)
{
    private const string Version = "meta.k8s.io/v1";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>The token for the page that starts at a key of the collection.</summary>
    public static string Encode(string ns, string nextKey, long revision, long firstPageAt = 0)
    {
        var start = ns.Length > 0 ? nextKey[(ns.Length + 1)..] : nextKey;
        var node = new ObjectNode { { "v", Version }, { "rv", revision }, { "start", start } };
        if (firstPageAt > 0)
        {
            node.Set("t", firstPageAt);
        }

        return Base64Url.EncodeToString(node.ToUtf8());
    }

    /// <summary>Reads a token.</summary>
    /// <exception cref="StatusException">400, worded as the original.</exception>
    public static ContinueToken Decode(string text)
    {
        if (Bytes(text) is not { } json)
        {
            throw Bad($"illegal base64 data at input byte {FirstIllegal(text)}");
        }

        Node node;
        try
        {
            node = NodeReader.Parse(json);
        }
        catch (JsonException wrong)
        {
            throw Bad(Resources.GoJsonText.Explain(json, wrong));
        }

        return node switch
        {
            ObjectNode token => Read(token),
            NullNode => Read([]),
            _ => throw Unfit(node.KindName, "value of type storage.continueToken"),
        };
    }

    /// <summary>The key in the collection at which the page starts.</summary>
    public string StartKey(string ns) => ns.Length > 0 ? $"{ns}/{Start}" : Start;

    private static ContinueToken Read(ObjectNode token)
    {
        var version = Text(token, "v");
        if (version != Version)
        {
            throw Bad($"server does not recognize this encoded version {version}");
        }

        var start = Text(token, "start");
        if (start.Length == 0)
        {
            throw Bad($"encoded start key empty (version {Version})");
        }

        var revision = token["rv"] switch
        {
            null or NullNode => 0,
            NumberNode number => number.AsInteger() ?? throw UnfitMember($"number {number.Text}", "rv", "int64"),
            var other => throw UnfitMember(other.KindName, "rv", "int64"),
        };
        if (revision == 0)
        {
            throw Bad($"incorrect encoded start resourceVersion (version {Version})");
        }

        // The original cleans the path and compares: anything that could leave the list's own range is refused.
        if (start[0] == '/' || ("/" + start + "/").Contains("/../", StringComparison.Ordinal)
            || ("/" + start).Contains("/./", StringComparison.Ordinal)
            || start.Contains("//", StringComparison.Ordinal))
        {
            throw Bad(start);
        }

        return new ContinueToken(revision, start, token.Integer("t") ?? 0);
    }

    // As Go's decoder, lenient about the unused bits of the last character; null for illegal characters and lengths.
    private static byte[]? Bytes(string text)
    {
        // What is skipped by one of the decoders only: Go's skips line breaks, ours all blanks.
        if (text.AsSpan().ContainsAnyExcept(Alphabet + "\r\n"))
        {
            return null;
        }

        text = text.ReplaceLineEndings("");
        var unused = text.Length % 4;
        if (unused > 1)
        {
            var last = Alphabet.IndexOf(text[^1], StringComparison.Ordinal);
            text = last < 0 ? text : text[..^1] + Alphabet[last & (unused == 2 ? 0b110000 : 0b111100)];
        }

        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Text(ObjectNode token, string name) => token[name] switch
    {
        null or NullNode => "",
        TextNode text => text.Value,
        var other => throw UnfitMember(other.KindName, name, "string"),
    };

    private static StatusException UnfitMember(string what, string name, string type) =>
        Unfit(what, $"struct field continueToken.{name} of type {type}");

    private static StatusException Unfit(string what, string where) => Bad($"json: cannot unmarshal {what} into Go {where}");

    private static StatusException Bad(string text) =>
        StatusErrors.BadRequest($"invalid continue token: continue key is not valid: {text}");

    private static int FirstIllegal(string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(Alphabet + "\r\n");
        return at < 0 ? Encoding.UTF8.GetByteCount(text) - 1 : at;
    }
}
