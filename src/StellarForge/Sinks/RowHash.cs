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
/// between the lanes. At the end both lanes go through <i>moremur</i> (see <see cref="StreamKey"/>), each keyed by the other.
/// Changing anything here changes every checksum: raise <see cref="StreamKey.AlgorithmVersion"/>.
/// </remarks>
internal struct RowHash
{
    private ulong _left;
    private ulong _right;

    // The first digits of the fraction of π in hexadecimal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start() => (_left, _right) = (0x243F6A8885A308D3, 0x13198A2E03707344);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly UInt128 Finish()
    {
        var low = StreamKey.Mix(_left, _right);
        return new UInt128(StreamKey.Mix(_right, low), low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null() => Add(0, ValueTag.Null);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value, ValueTag tag) => Add((ulong)value, tag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Integer(ulong value)
    {
        if (value <= long.MaxValue)
            Add(value, ValueTag.Integer);
        else
            AddWide(value, ValueTag.WideInteger);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(Int128 unscaled)
    {
        var value = (long)unscaled;
        if (value == unscaled)
            Add((ulong)value, ValueTag.Decimal);
        else
            AddWide(unscaled, ValueTag.WideDecimal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(double value)
    {
        // One zero and one NaN.
        var bits = value == 0 ? 0 : double.IsNaN(value) ? BitConverter.DoubleToUInt64Bits(double.NaN) : BitConverter.DoubleToUInt64Bits(value);
        Add(bits, ValueTag.Double);
    }

    public void Uuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Add(BinaryPrimitives.ReadUInt64BigEndian(bytes), ValueTag.Uuid);
        Add(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), ValueTag.Uuid);
    }

    /// <summary>The length, then words of 8 bytes; the last one overlaps the one before or, in less than 8 bytes, is filled up with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bytes(scoped ReadOnlySpan<byte> value, ValueTag tag) => Bytes(value, Left(tag), Right(tag));

    private void Bytes(scoped ReadOnlySpan<byte> value, ulong left, ulong right)
    {
        // In locals, which the JIT keeps in registers.
        var hash = this;
        hash.Add((ulong)value.Length, left, right);
        if (value.Length >= sizeof(ulong))
        {
            var rest = value;
            for (; rest.Length > sizeof(ulong); rest = rest[sizeof(ulong)..])
                hash.Add(BinaryPrimitives.ReadUInt64LittleEndian(rest), left, right);
            hash.Add(BinaryPrimitives.ReadUInt64LittleEndian(value[^sizeof(ulong)..]), left, right);
        }
        else if (!value.IsEmpty)
        {
            hash.Add(Short(value), left, right);
        }

        this = hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Short(scoped ReadOnlySpan<byte> value) => value.Length >= sizeof(uint)
        ? BinaryPrimitives.ReadUInt32LittleEndian(value)
            | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[^sizeof(uint)..]) << (8 * (value.Length - sizeof(uint))))
        : value[0] | ((ulong)value[value.Length >> 1] << (8 * (value.Length >> 1))) | ((ulong)value[^1] << (8 * (value.Length - 1)));

    private void AddWide(Int128 value, ValueTag tag)
    {
        Add((ulong)value, tag);
        Add((ulong)(value >> 64), tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ulong word, ValueTag tag) => Add(word, Left(tag), Right(tag));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ulong word, ulong left, ulong right)
    {
        _left = Fold(_left ^ word, left);
        _right = Fold(_right ^ word, right);
    }

    // Math.BigMul hands the lower half over in memory, which the next step would wait for: a second multiplication is sooner there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong value, ulong multiplier) => Bmi2.X64.IsSupported
        ? Bmi2.X64.MultiplyNoFlags(value, multiplier) ^ (value * multiplier)
        : Math.BigMul(value, multiplier, out var low) ^ low;

    // The next digits of π, made odd. A tag is a constant where it is given, and so is its multiplier.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Left(ValueTag tag) => tag switch
    {
        ValueTag.Null => 0xA4093822299F31D1,
        ValueTag.Boolean => 0x452821E638D01377,
        ValueTag.Integer => 0xC0AC29B7C97C50DD,
        ValueTag.WideInteger => 0x9216D5D98979FB1B,
        ValueTag.Double => 0x2FFD72DBD01ADFB7,
        ValueTag.Decimal => 0xBA7C9045F12C7F99,
        ValueTag.WideDecimal => 0x0801F2E2858EFC17,
        ValueTag.Text => 0xA458FEA3F4933D7F,
        ValueTag.Date => 0x718BCD5882154AEF,
        ValueTag.Time => 0x9C30D5392AF26013,
        ValueTag.Duration => 0xCA417918B8DB38EF,
        ValueTag.Timestamp => 0x6C9E0E8BB01E8A3F,
        ValueTag.Uuid => 0x78AF2FDA55605C61,
        _ => 0x5748986263E81441,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Right(ValueTag tag) => tag switch
    {
        ValueTag.Null => 0x082EFA98EC4E6C89,
        ValueTag.Boolean => 0xBE5466CF34E90C6D,
        ValueTag.Integer => 0x3F84D5B5B5470917,
        ValueTag.WideInteger => 0xD1310BA698DFB5AD,
        ValueTag.Double => 0xB8E1AFED6A267E97,
        ValueTag.Decimal => 0x24A19947B3916CF7,
        ValueTag.WideDecimal => 0x636920D871574E69,
        ValueTag.Text => 0x0D95748F728EB659,
        ValueTag.Date => 0x7B54A41DC25A59B5,
        ValueTag.Time => 0xC5D1B023286085F1,
        ValueTag.Duration => 0x8E79DCB0603A180F,
        ValueTag.Timestamp => 0xD71577C1BD314B27,
        ValueTag.Uuid => 0xE65525F3AA55AB95,
        _ => 0x55CA396A2AAB10B7,
    };
}
