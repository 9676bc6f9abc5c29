namespace Orleans.KubeApi.Schema;

/// <summary>
/// The order in which a struct's message is written: ascending numbers, with the messages of embedded structs at their own numbers and, for
/// fields that Go's encoder never leaves out, the bytes of the zero value. Made once per type, immutable.
/// </summary>
internal sealed class ProtobufPlan
{
    private ProtobufPlan(ProtobufSlot[] slots) => Slots = slots;

    /// <summary>What is written, in order.</summary>
    public ProtobufSlot[] Slots { get; }

    /// <summary>Makes the plan of a struct.</summary>
    public static ProtobufPlan Of(FieldSchema[] fields)
    {
        var positions = new List<int>();
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Proto > 0)
            {
                positions.Add(i);
            }
        }

        return new ProtobufPlan(Level(fields, positions, level: 0));
    }

    private static ProtobufSlot[] Level(FieldSchema[] fields, List<int> positions, int level)
    {
        var slots = new List<(int Number, ProtobufSlot Slot)>();
        foreach (var group in positions.GroupBy(p => fields[p].ProtoWithin.Count > level ? fields[p].ProtoWithin[level] : 0))
        {
            if (group.Key > 0)
            {
                var inner = Level(fields, [.. group], level + 1);
                slots.Add((group.Key, new ProtobufSlot(-1, null, ProtobufTag.Of(group.Key, ProtobufTag.Bytes), inner)));
                continue;
            }

            slots.AddRange(group.Select(p => (fields[p].Proto, new ProtobufSlot(p, fields[p], [], null))));
        }

        return [.. slots.OrderBy(s => s.Number).Select(s => s.Slot)];
    }
}
