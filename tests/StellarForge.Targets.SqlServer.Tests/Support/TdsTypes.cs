using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>Types on the wire (MS-TDS 2.2.5.4 to 2.2.5.6).</summary>
internal static partial class TdsTypes
{
    public const ushort Max = 0xFFFF;
    public static readonly byte[] Collation = [9, 4, 208, 0, 52];

    /// <summary>The TYPE_INFO of a type as CREATE TABLE has it.</summary>
    public static byte[] Parse(string type)
    {
        var match = TypeName().Match(type);
        int Argument(int group, int otherwise) => match.Groups[group] switch
        {
            { Value: "max" } => Max,
            { Success: true } argument => int.Parse(argument.Value, CultureInfo.InvariantCulture),
            _ => otherwise,
        };
        var (first, second) = (Argument(2, -1), Argument(3, 0));
        return match.Groups[1].Value switch
        {
            "bit" => [0x68, 1],
            "tinyint" => [0x26, 1],
            "smallint" => [0x26, 2],
            "int" => [0x26, 4],
            "bigint" => [0x26, 8],
            "real" => [0x6D, 4],
            "float" => [0x6D, 8],
            "decimal" => [0x6A, 17, (byte)first, (byte)second],
            "nvarchar" => [0xE7, .. Size(first == Max ? Max : first * 2), .. Collation],
            "varbinary" => [0xA5, .. Size(first)],
            "date" => [0x28],
            "time" => [0x29, (byte)first],
            "datetime2" => [0x2A, (byte)first],
            "datetimeoffset" => [0x2B, (byte)first],
            "uniqueidentifier" => [0x24, 16],
            _ => throw new NotSupportedException($"The fake server does not know the type {type}."),
        };
    }

    /// <summary>The TYPE_INFO of a CLR value.</summary>
    public static byte[] Of(object sample) => sample switch
    {
        bool => [0x68, 1],
        byte => [0x26, 1],
        short => [0x26, 2],
        int => [0x26, 4],
        long => [0x26, 8],
        byte[] => [0xA5, .. Size(100)],
        _ => [0xE7, .. Size(Max), .. Collation],
    };

    public static byte[] Encode(object? value, object sample) => value switch
    {
        null when sample is string => [.. Enumerable.Repeat((byte)0xFF, 8)],
        null when sample is byte[] => [0xFF, 0xFF],
        bool number => [1, (byte)(number ? 1 : 0)],
        byte number => [1, number],
        short number => [2, .. BitConverter.GetBytes(number)],
        int number => [4, .. BitConverter.GetBytes(number)],
        long number => [8, .. BitConverter.GetBytes(number)],
        byte[] bytes => [.. Size(bytes.Length), .. bytes],
        string text when Encoding.Unicode.GetBytes(text) is var bytes => [.. BitConverter.GetBytes((long)bytes.Length), .. Chunk(bytes), 0, 0, 0, 0],
        _ => [0],
    };

    /// <summary>Reads a TYPE_INFO.</summary>
    public static byte[] ReadType(ref TdsReader reader)
    {
        var type = reader.Byte();
        return [type, .. type switch
        {
            0x28 => [],
            0x29 or 0x2A or 0x2B or 0x24 or 0x26 or 0x68 or 0x6D => reader.Bytes(1),
            0x6A or 0x6C => reader.Bytes(3),
            0xA5 => reader.Bytes(2),
            0xE7 => reader.Bytes(7),
            0x63 => reader.Bytes(9),
            _ => throw new NotSupportedException($"The fake server does not know the type 0x{type:X2}."),
        }];
    }

    /// <summary>Reads a value: as it is on the wire, and its content; null for NULL.</summary>
    public static (byte[] Wire, byte[]? Content) ReadValue(ReadOnlySpan<byte> type, ref TdsReader reader)
    {
        if (type[0] is not (0xA5 or 0xE7))
        {
            var length = type[0] == 0x63 ? reader.Int32() : reader.Byte();
            var content = reader.Bytes(length).ToArray();
            return ([(byte)length, .. content], length == 0 ? null : content);
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(type[1..]) != Max)
        {
            var length = reader.UInt16();
            var content = length == 0xFFFF ? null : reader.Bytes(length).ToArray();
            return ([.. Size(length), .. content ?? []], content);
        }

        if (reader.UInt64() == ulong.MaxValue)
            return ([.. Enumerable.Repeat((byte)0xFF, 8)], null);
        var parts = new MemoryStream();
        while (reader.Int32() is var size and > 0)
            parts.Write(reader.Bytes(size));
        var all = parts.ToArray();
        return ([.. BitConverter.GetBytes((long)all.Length), .. Chunk(all), 0, 0, 0, 0], all);
    }

    private static byte[] Chunk(byte[] bytes) => bytes.Length == 0 ? [] : [.. BitConverter.GetBytes(bytes.Length), .. bytes];

    private static byte[] Size(int size) => [(byte)size, (byte)(size >> 8)];

    [GeneratedRegex(@"^([a-z0-9]+)(?:\((\w+)(?:,(\d+))?\))?")]
    private static partial Regex TypeName();
}
