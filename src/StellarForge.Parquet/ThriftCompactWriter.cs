using System.Runtime.CompilerServices;
using System.Text;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>
/// Writes structures in Thrift's compact protocol
/// (<see href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md"/>), which Parquet's headers and footer are in.
/// </summary>
internal ref struct ThriftCompactWriter(RowBuffer output)
{
    private const int DeepestStruct = 8;

    private readonly RowBuffer _output = output;
    private OuterFields _outerFields;
    private int _depth;
    private short _lastField;

    public void BeginStruct()
    {
        _outerFields[_depth++] = _lastField;
        _lastField = 0;
    }

    public void BeginStruct(short field)
    {
        Field(field, ThriftType.Struct);
        BeginStruct();
    }

    public void EndStruct()
    {
        Byte(0);
        _lastField = _outerFields[--_depth];
    }

    /// <summary>An empty structure: how a union says which of its members it is.</summary>
    public void Empty(short field)
    {
        BeginStruct(field);
        EndStruct();
    }

    public void BeginList(short field, ThriftType element, int count)
    {
        Field(field, ThriftType.List);
        if (count < 15)
        {
            Byte((byte)((count << 4) | (int)element));
            return;
        }

        Byte((byte)(0xF0 | (int)element));
        Varint((ulong)count);
    }

    public void Boolean(short field, bool value) => Field(field, value ? ThriftType.True : ThriftType.False);

    public void Int8(short field, sbyte value)
    {
        Field(field, ThriftType.Int8);
        Byte((byte)value);
    }

    public void Int16(short field, short value)
    {
        Field(field, ThriftType.Int16);
        Integer(value);
    }

    public void Int32(short field, int value)
    {
        Field(field, ThriftType.Int32);
        Integer(value);
    }

    public void Int64(short field, long value)
    {
        Field(field, ThriftType.Int64);
        Integer(value);
    }

    public void Binary(short field, scoped ReadOnlySpan<byte> value)
    {
        Field(field, ThriftType.Binary);
        Binary(value);
    }

    public void Text(short field, string value)
    {
        Field(field, ThriftType.Binary);
        Text(value);
    }

    /// <summary>An element of a list of integers.</summary>
    public void Integer(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>An element of a list of texts.</summary>
    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)length);
        _output.Advance(Encoding.UTF8.GetBytes(value, _output.GetSpan(length)));
    }

    private void Binary(scoped ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        _output.Append(value);
    }

    private void Field(short field, ThriftType type)
    {
        var delta = field - _lastField;
        _lastField = field;
        if (delta is > 0 and < 16)
        {
            Byte((byte)((delta << 4) | (int)type));
            return;
        }

        Byte((byte)type);
        Integer(field);
    }

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    private readonly void Byte(byte value) => _output.Append([value]);

    [InlineArray(DeepestStruct)]
    private struct OuterFields
    {
        private short _first;
    }
}

/// <summary>The type codes of Thrift's compact protocol.</summary>
internal enum ThriftType
{
    True = 1,
    False = 2,
    Int8 = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
}
