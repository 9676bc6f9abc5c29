using System.Text;

namespace Orleans.KubeApi.Tests.Fuzz;

/// <summary>Breaks good inputs: bits, pieces, repetitions, and words that parsers trip over. Deterministic by its seed.</summary>
internal sealed class FuzzMutator(int seed)
{
    private static readonly string[] Words =
    [
        "{", "}", "[", "]", "\"", "\\", ":", ",", "\0", "\r\n", "\n", "\t", " ", "null", "true", "-0", "1e999999999",
        "9999999999999999999999", "-9223372036854775808", "0x7fffffff", ".", "..", "...", "%", "%00", "%2e%2e%2f", "%u0041",
        "+", "&", ";", "=", "!=", "\\u0000", "\\ud800", "\\udc00\\ud800", "é", "\ud83d\ude00", "\ufeff", "\u2028", "<", "<<",
        "*a", "&a ", "!!binary ", "!!x ", "|", ">-", "? ", "- ", "#", "---\n", "$patch", "$retainKeys", "$setElementOrder/",
        "$deleteFromPrimitiveList/", "~", "~0", "~1", "/-", "/0", "/-1", "k:{", "f:", "v:", "i:", "k8s\0",
        "\xff\xff\xff\xff\x0f", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", "*", "**", "a.b.c", "application/", ";q=", "Gi",
        "m", "Ei", "e", "metadata", "name", "spec", "containers", "kind", "apiVersion", "in (", "notin", "has(", "all(x,",
        "'''", "b\"", "r'", "? :", "&&", "||",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A broken form of one input, with a piece of another.</summary>
    public byte[] Next(byte[] good, byte[] other)
    {
        var data = new List<byte>(good);
        var steps = _random.Next(1, 8);
        for (var i = 0; i < steps; i++)
        {
            Step(data, other);
        }

        return [.. data];
    }

    private void Step(List<byte> data, byte[] other)
    {
        var at = _random.Next(data.Count + 1);
        var length = Math.Min(_random.Next(1, 20), data.Count - at);
        switch (_random.Next(10))
        {
            case 0 when length > 0:
                data[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when length > 0:
                data[at] = (byte)_random.Next(256);
                break;
            case 2 when length > 0:
                data.RemoveRange(at, length);
                break;
            case 3 when length > 0:
                data.InsertRange(_random.Next(data.Count + 1), data.GetRange(at, length));
                break;
            case 4 when length > 0:
                // Depth and repetition: what is short once may be quadratic often.
                var piece = data.GetRange(at, length);
                for (var n = _random.Next(2, _random.Next(3) == 0 ? 2000 : 30); n > 0 && data.Count < 64 * 1024; n--)
                {
                    data.InsertRange(at, piece);
                }

                break;
            case 5 when other.Length > 0:
                var from = _random.Next(other.Length);
                data.InsertRange(at, other[from..Math.Min(other.Length, from + _random.Next(1, 60))]);
                break;
            case 6:
                data.RemoveRange(at, data.Count - at);
                break;
            default:
                var word = Words[_random.Next(Words.Length)];
                data.InsertRange(at, _random.Next(2) == 0 ? Encoding.Latin1.GetBytes(word) : Encoding.UTF8.GetBytes(word));
                break;
        }
    }
}
