using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StellarForge.Sinks;

/// <summary>What a value is to a checksum.</summary>
internal enum ValueTag
{
    Null, Boolean, Integer, WideInteger, Double, Decimal, WideDecimal, Text, Date, Time, Duration, Timestamp, Uuid, Binary,
}

/// <summary>The 128-bit hash of one row's values, or of its key's.</summary>
/// <remarks>
/// Two lanes absorb each 64-bit word by a folded multiplication, the upper half of the 128-bit product combined with the lower: the
/// step of wyhash (Wang Yi, <see href="https://github.com/wangyi-fudan/wyhash"/>) in the form of foldhash (Orson Peters,
/// <see href="https://github.com/orlp/foldhash"/>). The multiplier is the value's type tag, so that a tag costs nothing, and differs
/// between the lanes. Values of one word are kept until a longer one comes or the row ends, and hashed together: from one value to the next the lanes would go
/// through memory. At the end both lanes go through <i>moremur</i> (see <see cref="StreamKey"/>), each keyed by the other. Changing anything here changes every
/// checksum: raise <see cref="StreamKey.AlgorithmVersion"/>.
/// </remarks>
internal struct RowHash
{
    private readonly Word[] _words;
    private int _next;
    private ulong _left;
    private ulong _right;

    /// <summary>Makes the hash of values with ordinals below a number of columns, which come in order.</summary>
    public RowHash(int columns) => _words = new Word[columns];

    // What a word is multiplied by, for each tag: the next digits of π, made odd.
    private static ReadOnlySpan<ulong> LeftMultipliers =>
    [
        0xA4093822299F31D1, 0x452821E638D01377, 0xC0AC29B7C97C50DD, 0x9216D5D98979FB1B, 0x2FFD72DBD01ADFB7, 0xBA7C9045F12C7F99, 0x0801F2E2858EFC17,
        0xA458FEA3F4933D7F, 0x718BCD5882154AEF, 0x9C30D5392AF26013, 0xCA417918B8DB38EF, 0x6C9E0E8BB01E8A3F, 0x78AF2FDA55605C61, 0x5748986263E81441,
    ];

    private static ReadOnlySpan<ulong> RightMultipliers =>
    [
        0x082EFA98EC4E6C89, 0xBE5466CF34E90C6D, 0x3F84D5B5B5470917, 0xD1310BA698DFB5AD, 0xB8E1AFED6A267E97, 0x24A19947B3916CF7, 0x636920D871574E69,
        0x0D95748F728EB659, 0x7B54A41DC25A59B5, 0xC5D1B023286085F1, 0x8E79DCB0603A180F, 0xD71577C1BD314B27, 0xE65525F3AA55AB95, 0x55CA396A2AAB10B7,
    ];

    // The first digits of the fraction of π in hexadecimal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start() => (_left, _right, _next) = (0x243F6A8885A308D3, 0x13198A2E03707344, 0);

    /// <summary>Ends the row, or the key.</summary>
    public void End()
    {
        var lanes = Absorb(_words.Length);
        (_left, _right, _next) = (lanes.Left, lanes.Right, _words.Length);
    }

    /// <summary>The hash, once the row has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly UInt128 Finish()
    {
        var low = StreamKey.Mix(_left, _right);
        return new UInt128(StreamKey.Mix(_right, low), low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Null(int ordinal) => Add(ordinal, 0, ValueTag.Null);

    /// <summary>Keeps a value of one word, which is hashed with its neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(int ordinal, long value, ValueTag tag) => _words[ordinal] = new Word((ulong)value, tag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Integer(int ordinal, ulong value)
    {
        if (value <= long.MaxValue)
            Add(ordinal, (long)value, ValueTag.Integer);
        else
            Wide(ordinal, value, 0, ValueTag.WideInteger);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled)
    {
        var value = (long)unscaled;
        if (value == unscaled)
            Add(ordinal, value, ValueTag.Decimal);
        else
            Wide(ordinal, (ulong)unscaled, (ulong)(unscaled >> 64), ValueTag.WideDecimal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Double(int ordinal, double value)
    {
        // One zero and one NaN.
        var bits = value == 0 ? 0 : BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);
        Add(ordinal, bits, ValueTag.Double);
    }

    public void Uuid(int ordinal, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Wide(ordinal, BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), ValueTag.Uuid);
    }

    /// <summary>The length, then words of 8 bytes; the last one overlaps the one before or, in less than 8 bytes, is filled up with zeros.</summary>
    public void Bytes(int ordinal, scoped ReadOnlySpan<byte> value, ValueTag tag)
    {
        var lanes = Absorb(ordinal);
        var (left, right) = (LeftMultipliers[(int)tag], RightMultipliers[(int)tag]);
        lanes.Add((ulong)value.Length, left, right);
        if (value.Length >= sizeof(ulong))
        {
            var rest = value;
            for (; rest.Length > sizeof(ulong); rest = rest[sizeof(ulong)..])
                lanes.Add(BinaryPrimitives.ReadUInt64LittleEndian(rest), left, right);
            lanes.Add(BinaryPrimitives.ReadUInt64LittleEndian(value[^sizeof(ulong)..]), left, right);
        }
        else if (!value.IsEmpty)
        {
            lanes.Add(Short(value), left, right);
        }

        (_left, _right, _next) = (lanes.Left, lanes.Right, ordinal + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Short(scoped ReadOnlySpan<byte> value) => value.Length >= sizeof(uint)
        ? BinaryPrimitives.ReadUInt32LittleEndian(value)
            | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[^sizeof(uint)..]) << (8 * (value.Length - sizeof(uint))))
        : value[0] | ((ulong)value[value.Length >> 1] << (8 * (value.Length >> 1))) | ((ulong)value[^1] << (8 * (value.Length - 1)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wide(int ordinal, ulong first, ulong second, ValueTag tag)
    {
        var lanes = Absorb(ordinal);
        lanes.Add(first, tag);
        lanes.Add(second, tag);
        (_left, _right, _next) = (lanes.Left, lanes.Right, ordinal + 1);
    }

    // The lanes after the words kept of the columns before an ordinal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Lanes Absorb(int end)
    {
        var lanes = new Lanes(_left, _right);
        foreach (var word in _words.AsSpan(_next, end - _next))
            lanes.Add(word.Value, word.Tag);
        return lanes;
    }

    private readonly record struct Word(ulong Value, ValueTag Tag);

    // A local, which the JIT keeps in registers: in memory each step would wait for the store of the one before.
    private struct Lanes(ulong left, ulong right)
    {
        public ulong Left = left;
        public ulong Right = right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong word, ValueTag tag) => Add(word, LeftMultipliers[(int)tag], RightMultipliers[(int)tag]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong word, ulong left, ulong right) => (Left, Right) = (Fold(Left ^ word, left), Fold(Right ^ word, right));

        // Math.BigMul hands the lower half over in memory, which the next step would wait for: a second multiplication is sooner there.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Fold(ulong value, ulong multiplier) => Bmi2.X64.IsSupported
            ? Bmi2.X64.MultiplyNoFlags(value, multiplier) ^ (value * multiplier)
            : Math.BigMul(value, multiplier, out var low) ^ low;
    }
}
