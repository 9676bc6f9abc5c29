using System.Text;

namespace Orleans.KubeApi.Schema;

/// <summary>
/// Finds a struct's field by the raw bytes of a JSON name, without making a string of it. Built once per type, immutable.
/// An open hash table of twice the fields' number; documents mostly come in declaration order, so callers guess the next field first.
/// </summary>
internal sealed class FieldTable
{
    private readonly FieldSchema[] _fields;
    private readonly short[] _slots;

    public FieldTable(FieldSchema[] fields)
    {
        _fields = fields;
        var size = 4;
        while (size < fields.Length * 2)
        {
            size *= 2;
        }

        _slots = new short[size];
        for (var i = 0; i < fields.Length; i++)
        {
            var at = Hash(fields[i].Utf8Name) & (size - 1);
            while (_slots[at] != 0)
            {
                at = (at + 1) & (size - 1);
            }

            _slots[at] = (short)(i + 1);
        }
    }

    /// <summary>Position of the field of exactly this name, -1 if there is none. <paramref name="guess"/> is tried first.</summary>
    public int Find(ReadOnlySpan<byte> name, int guess)
    {
        if ((uint)guess < (uint)_fields.Length && name.SequenceEqual(_fields[guess].Utf8Name))
        {
            return guess;
        }

        var at = Hash(name) & (_slots.Length - 1);
        while (_slots[at] != 0)
        {
            var found = _slots[at] - 1;
            if (name.SequenceEqual(_fields[found].Utf8Name))
            {
                return found;
            }

            at = (at + 1) & (_slots.Length - 1);
        }

        return -1;
    }

    /// <summary>Same as <see cref="Find(ReadOnlySpan{byte},int)"/> for a string.</summary>
    public int Find(string name)
    {
        var length = Encoding.UTF8.GetMaxByteCount(name.Length);
        Span<byte> utf8 = length <= 256 ? stackalloc byte[256] : new byte[length];
        return Find(utf8[..Encoding.UTF8.GetBytes(name, utf8)], guess: -1);
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = name.Length;
        foreach (var letter in name)
        {
            hash = (hash * 31) + letter;
        }

        return hash ^ (hash >> 15);
    }
}
