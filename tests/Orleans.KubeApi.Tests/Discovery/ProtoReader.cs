using System.Text;
using Xunit;

namespace Orleans.KubeApi.Tests.Discovery;

/// <summary>Just enough protobuf to look into a message: fields by number, varints and length-delimited ones.</summary>
internal sealed class ProtoReader
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtoReader(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            if ((tag & 7) == 1)
            {
                _fields.Add(((int)(tag >> 3), 0, message.Slice(at, sizeof(double))));
                at += sizeof(double);
                continue;
            }

            var number = Varint(message.Span, ref at);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add(((int)(tag >> 3), number, default));
                    break;
                case 2:
                    _fields.Add(((int)(tag >> 3), 0, message.Slice(at, (int)number)));
                    at += (int)number;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }
        }
    }

    public IEnumerable<ProtoReader> All(int field) => _fields.Where(f => f.Field == field).Select(f => new ProtoReader(f.Bytes));

    public ProtoReader One(int field) => Assert.Single(All(field));

    public string Text(int field) => Encoding.UTF8.GetString(Assert.Single(_fields, f => f.Field == field).Bytes.Span);

    public double Number(int field) => BitConverter.ToDouble(Assert.Single(_fields, f => f.Field == field).Bytes.Span);

    public bool Flag(int field) => _fields.Any(f => f.Field == field && f.Number == 1);

    /// <summary>The value (field 2) of the pair with that name (field 1) among the messages in <paramref name="field"/>.</summary>
    public ProtoReader Named(int field, string name) => Assert.Single(All(field), p => p.Text(1) == name).One(2);

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (value, shift) = (0ul, 0);
        while (true)
        {
            var one = bytes[at++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return value;
            }

            shift += 7;
        }
    }
}
