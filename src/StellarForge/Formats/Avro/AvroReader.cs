using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace StellarForge.Formats;

/// <summary>Reads the parts that values in Avro's binary encoding are made of. Each method returns whether the bytes hold the whole part.</summary>
internal ref struct AvroReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>An integer of at most 64 bits in zigzag.</summary>
    /// <exception cref="FormatException">It has more than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryInteger(out long value)
    {
        if ((uint)Position < (uint)_bytes.Length && _bytes[Position] is < 0x80 and var single)
        {
            Position++;
            value = (single >> 1) ^ -(single & 1);
            return true;
        }

        return TryLongInteger(out value);
    }

    public bool TryBytes(long length, out ReadOnlySpan<byte> value)
    {
        if (length < 0 || length > _bytes.Length - Position)
        {
            value = default;
            return length < 0 ? throw new FormatException($"The data has a value of {length} bytes.") : false;
        }

        value = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return true;
    }

    /// <summary>Bytes, or text, behind their length.</summary>
    public bool TryBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryInteger(out var length) && TryBytes(length, out value);
    }

    public bool TryBoolean(out bool value)
    {
        value = false;
        if (!TryBytes(1, out var bytes))
            return false;
        value = bytes[0] == 1;
        return bytes[0] <= 1 ? true : throw new FormatException($"The data has {bytes[0]} where a boolean should be.");
    }

    public bool TrySingle(out float value)
    {
        var isWhole = TryBytes(sizeof(float), out var bytes);
        value = isWhole ? BinaryPrimitives.ReadSingleLittleEndian(bytes) : 0;
        return isWhole;
    }

    public bool TryDouble(out double value)
    {
        var isWhole = TryBytes(sizeof(double), out var bytes);
        value = isWhole ? BinaryPrimitives.ReadDoubleLittleEndian(bytes) : 0;
        return isWhole;
    }

    /// <summary>Reads past a value of any type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="depth">How deep in other values it stands.</param>
    public bool TrySkip(AvroSchema type, int depth = 0)
    {
        // A record may hold itself; without a limit, a few bytes of data would end the process.
        const int Deepest = 64;
        if (type.IsEmpty)
            return true;
        if (depth > Deepest)
            throw new FormatException($"The data has values more than {Deepest} deep.");
        switch (type.Kind)
        {
            case AvroKind.Boolean: return TryBoolean(out _);
            case AvroKind.Float: return TryBytes(sizeof(float), out _);
            case AvroKind.Double: return TryBytes(sizeof(double), out _);
            case AvroKind.Bytes or AvroKind.String or AvroKind.Decimal: return TryBytes(out _);
            case AvroKind.Fixed or AvroKind.FixedDecimal or AvroKind.FixedUuid or AvroKind.FixedDuration: return TryBytes(type.Size, out _);
            case AvroKind.Union: return TryInteger(out var branch) && TrySkip(Branch(type, branch), depth + 1);
            case AvroKind.Array or AvroKind.Map: return TrySkipItems(type, depth);
            case AvroKind.Record:
                foreach (var field in type.Fields)
                {
                    if (!TrySkip(field.Type, depth + 1))
                        return false;
                }

                return true;
            default: return TryInteger(out _);
        }
    }

    /// <summary>The branch of a union that a number names.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static AvroSchema Branch(AvroSchema union, long index) =>
        index >= 0 && index < union.Types.Count
            ? union.Types[(int)index]
            : throw new FormatException($"The data has branch {index} of a union of {union.Types.Count}.");

    // Blocks of items; the count of one whose bytes are told is negative.
    private bool TrySkipItems(AvroSchema type, int depth)
    {
        while (TryInteger(out var count))
        {
            if (count == 0)
                return true;
            if (count < 0)
            {
                if (!TryBytes(out _))
                    return false;
                continue;
            }

            // Items take no bytes, so that the data holds any number of them.
            if (type.Kind == AvroKind.Array && type.Types[0].IsEmpty)
                continue;
            for (; count > 0; count--)
            {
                if ((type.Kind == AvroKind.Map && !TryBytes(out _)) || !TrySkip(type.Types[0], depth + 1))
                    return false;
            }
        }

        return false;
    }

    private bool TryLongInteger(out long value)
    {
        const int MostGroups = 10;
        var bits = 0UL;
        for (var group = 0; Position + group < _bytes.Length; group++)
        {
            var next = _bytes[Position + group];

            // The tenth group has room for one bit.
            if (group == MostGroups - 1 && next > 1)
                throw new FormatException("The data has an integer of more than 64 bits.");
            bits |= (ulong)(next & 0x7f) << (7 * group);
            if (next >= 0x80)
                continue;
            Position += group + 1;
            value = (long)(bits >> 1) ^ -(long)(bits & 1);
            return true;
        }

        value = 0;
        return false;
    }
}
