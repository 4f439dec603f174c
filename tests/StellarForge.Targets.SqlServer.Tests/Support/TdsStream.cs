using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>Messages of the Tabular Data Stream, cut into packets (MS-TDS 2.2.3).</summary>
/// <param name="stream">The connection.</param>
/// <param name="hangsUp">Asked amid each message of several packets, with its type.</param>
internal sealed class TdsStream(Stream stream, Func<byte, bool> hangsUp)
{
    public const int PacketSize = 8000;

    /// <summary>The type and the bytes of the next message, or null at the end of the connection.</summary>
    public (byte Type, byte[] Data)? Read()
    {
        var message = new MemoryStream();
        var header = new byte[8];
        while (true)
        {
            if (stream.ReadAtLeast(header, 8, throwOnEndOfStream: false) < 8)
                return null;
            var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - 8];
            if (stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length)
                return null;
            message.Write(body);
            if ((header[1] & 1) != 0)
                return (header[0], message.ToArray());
            if (hangsUp(header[0]))
                return null;
        }
    }

    /// <summary>
    /// Sends an answer; packets end where rows end. The driver can't read long text that goes on in the next packet without a chunk of its own,
    /// which is what SQL Server makes of it.
    /// </summary>
    public void Write(TdsAnswer answer)
    {
        var message = answer.Written;
        var sent = 0;
        var packet = new byte[PacketSize];
        for (byte number = 1; ; number++)
        {
            var limit = Math.Min(message.Length, PacketSize - 8);
            var end = answer.Starts.LastOrDefault(row => row > sent && row <= sent + limit);
            var size = limit < message.Length && end > 0 ? end - sent : limit;
            packet[0] = 4;
            packet[1] = (byte)(size == message.Length ? 1 : 0);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)(size + 8));
            packet[6] = number;
            message[..size].CopyTo(packet.AsSpan(8));
            stream.Write(packet, 0, size + 8);
            message = message[size..];
            sent += size;
            if (message.IsEmpty)
                return;
        }
    }
}

/// <summary>Reads a message.</summary>
internal ref struct TdsReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public string Text(int length) => Encoding.Unicode.GetString(Bytes(length * 2));

    public ReadOnlySpan<byte> Bytes(int length)
    {
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }

    /// <summary>Skips what stands before batches, calls and transactions (MS-TDS 2.2.5.3).</summary>
    public void Headers() => Bytes(Int32() - 4);
}

/// <summary>Writes the tokens of an answer (MS-TDS 2.2.7).</summary>
internal sealed class TdsAnswer
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Where rows begin.</summary>
    public List<int> Starts { get; } = [];

    public TdsAnswer Byte(int value) => Bytes([(byte)value]);

    public TdsAnswer UInt16(int value) => Byte(value).Byte(value >> 8);

    public TdsAnswer Int32(int value) => UInt16(value).UInt16(value >> 16);

    public TdsAnswer Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public TdsAnswer ShortText(string text) => Byte(text.Length).Bytes(Encoding.Unicode.GetBytes(text));

    public TdsAnswer LongText(string text) => UInt16(text.Length).Bytes(Encoding.Unicode.GetBytes(text));

    /// <summary>The version that was asked for: TDS 7.4.</summary>
    public TdsAnswer LoginAck() => Byte(0xAD).UInt16(1 + 4 + 1 + 8 + 4).Byte(1).Bytes([0x74, 0, 0, 4]).ShortText("fake").Bytes([16, 0, 0, 0]);

    public TdsAnswer Environment(int type, ReadOnlySpan<byte> now, ReadOnlySpan<byte> before) =>
        Byte(0xE3).UInt16(3 + now.Length + before.Length).Byte(type).Byte(now.Length).Bytes(now).Byte(before.Length).Bytes(before);

    public TdsAnswer PacketSize(int size) =>
        Byte(0xE3).UInt16(3 + (2 * $"{size}".Length) + 8).Byte(4).ShortText($"{size}").ShortText("4096");

    public TdsAnswer Error(int number, int severity, string text)
    {
        var words = Encoding.Unicode.GetByteCount(text);
        return Byte(0xAA).UInt16(4 + 1 + 1 + 2 + words + 1 + 8 + 1 + 4)
            .Int32(number).Byte(1).Byte(severity).LongText(text).ShortText("fake").ShortText("").Int32(1);
    }

    public TdsAnswer Columns(params IReadOnlyList<(string Name, byte[] Type)> columns)
    {
        Byte(0x81).UInt16(columns.Count);
        foreach (var (name, type) in columns)
            Int32(0).UInt16(0x0009).Bytes(type).ShortText(name);
        return this;
    }

    public TdsAnswer Row()
    {
        Starts.Add(_bytes.WrittenCount);
        return Byte(0xD1);
    }

    /// <summary>Rows whose columns have the types of the given samples.</summary>
    public TdsAnswer Rows(object[] samples, params IEnumerable<object?[]> rows)
    {
        Columns([.. samples.Select((sample, ordinal) => ($"c{ordinal}", TdsTypes.Of(sample)))]);
        foreach (var row in rows)
        {
            Row();
            foreach (var (value, sample) in row.Zip(samples))
                Bytes(TdsTypes.Encode(value, sample));
        }

        return this;
    }

    public TdsAnswer Done(bool more = false, bool error = false, int token = 0xFD, bool attention = false, int? count = null) =>
        Byte(token).UInt16((more ? 1 : 0) | (error ? 2 : 0) | (count is null ? 0 : 0x10) | (attention ? 0x20 : 0)).UInt16(0).Int32(count ?? 0).Int32(0);
}
