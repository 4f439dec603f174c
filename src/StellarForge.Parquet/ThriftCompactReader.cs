using System.Text;

namespace StellarForge.Parquet;

/// <summary>Reads structures in Thrift's compact protocol; the counterpart of <see cref="ThriftCompactWriter"/>.</summary>
internal ref struct ThriftCompactReader(ReadOnlySpan<byte> input)
{
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

        field = header >> 4 == 0 ? checked((short)Integer()) : checked((short)(field + (header >> 4)));
        return true;
    }

    public (ThriftType Element, int Count) List()
    {
        var header = Byte();
        var count = header >> 4 == 15 ? checked((int)Varint()) : header >> 4;
        return ((ThriftType)(header & 0x0F), count);
    }

    public long Integer()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ReadOnlySpan<byte> Binary()
    {
        var length = checked((int)Varint());
        if (length > _input.Length - Position)
            throw new InvalidDataException("The Parquet metadata ends in the middle of a value.");
        var value = _input.Slice(Position, length);
        Position += length;
        return value;
    }

    public string Text() => Encoding.UTF8.GetString(Binary());

    /// <summary>Passes over a value of no interest.</summary>
    public void Skip(ThriftType type)
    {
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
                Position += sizeof(double);
                break;
            case ThriftType.Binary:
                Binary();
                break;
            case ThriftType.List or ThriftType.Set:
                var (element, count) = List();
                for (var i = 0; i < count; i++)
                    Skip(element);
                break;
            case ThriftType.Struct:
                short field = 0;
                while (NextField(ref field, out var inner))
                    Skip(inner);
                break;
            default:
                throw new InvalidDataException($"The Parquet metadata has a value of type {(int)type}, which is not known.");
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

        throw new InvalidDataException("The Parquet metadata has a number of more than ten bytes.");
    }

    private byte Byte() => Position < _input.Length
        ? _input[Position++]
        : throw new InvalidDataException("The Parquet metadata ends in the middle of a value.");
}
