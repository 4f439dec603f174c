using System.Text;

namespace StellarForge.Parquet;

/// <summary>Reads structures in Thrift's compact protocol; the counterpart of <see cref="ThriftCompactWriter"/>.</summary>
internal ref struct ThriftCompactReader(ReadOnlySpan<byte> input)
{
    // Parquet's own structures are five deep. Damage must not lead into a recursion as deep as the footer is long.
    private const int DeepestValue = 16;

    private readonly ReadOnlySpan<byte> _input = input;

    /// <summary>The bytes read.</summary>
    public int Position { get; private set; }

    /// <summary>The next field of a structure.</summary>
    /// <param name="field">The number of the field before, 0 at first; becomes this field's.</param>
    /// <param name="type">The field's type.</param>
    /// <returns><see langword="false"/> at the structure's end.</returns>
    public bool NextField(scoped ref short field, out ThriftType type)
    {
        var header = Byte();
        type = (ThriftType)(header & 0x0F);
        if (header == 0)
            return false;

        var number = header >> 4 == 0 ? Integer() : field + (header >> 4);
        if (number is < 0 or > short.MaxValue)
            throw Damaged();
        field = (short)number;
        return true;
    }

    /// <summary>The head of a list. It has no more elements than bytes follow.</summary>
    public (ThriftType Element, int Count) List()
    {
        var header = Byte();
        var count = header >> 4 == 15 ? Varint() : (ulong)(header >> 4);
        if (count > (ulong)(_input.Length - Position))
            throw Damaged();
        return ((ThriftType)(header & 0x0F), (int)count);
    }

    public long Integer()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public sbyte Int8() => (sbyte)Byte();

    /// <summary>An integer of 32 bits that is not negative: a length, a count, an enumeration.</summary>
    public int Count() => Integer() is >= 0 and <= int.MaxValue and var value ? (int)value : throw Damaged();

    public ReadOnlySpan<byte> Binary()
    {
        var length = Varint();
        if (length > (ulong)(_input.Length - Position))
            throw Damaged();
        var value = _input.Slice(Position, (int)length);
        Position += value.Length;
        return value;
    }

    public string Text() => Encoding.UTF8.GetString(Binary());

    /// <summary>Passes over a value of no interest.</summary>
    public void Skip(ThriftType type, int depth = 0)
    {
        if (depth > DeepestValue)
            throw Damaged();

        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Int8:
                Byte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                Varint();
                break;
            case ThriftType.Double:
                for (var i = 0; i < sizeof(double); i++)
                    Byte();
                break;
            case ThriftType.Binary:
                Binary();
                break;
            case ThriftType.List or ThriftType.Set:
                var (element, count) = List();
                for (var i = 0; i < count; i++)
                    Skip(element, depth + 1);
                break;
            case ThriftType.Struct:
                short field = 0;
                while (NextField(ref field, out var inner))
                    Skip(inner, depth + 1);
                break;
            default:
                throw Damaged();
        }
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Damaged();
    }

    private byte Byte() => Position < _input.Length ? _input[Position++] : throw Damaged();

    private static FormatException Damaged() => new("its metadata is damaged");
}
