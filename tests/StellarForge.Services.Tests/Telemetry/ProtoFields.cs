namespace StellarForge.Services.Tests.Telemetry;

/// <summary>A message of Protocol Buffers, read without its schema (https://protobuf.dev/programming-guides/encoding/): what a collector would read.</summary>
internal sealed class ProtoFields
{
    private readonly List<(int Number, byte[] Bytes)> _fields = [];

    public ProtoFields(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            var key = Varint(ref message);
            var length = (key & 7) switch
            {
                0 => -1,
                1 => 8,
                2 => (int)Varint(ref message),
                5 => 4,
                var type => throw new FormatException($"Wire type {type}."),
            };
            if (length < 0)
            {
                Varint(ref message);
                continue;
            }

            _fields.Add(((int)(key >> 3), message[..length].ToArray()));
            message = message[length..];
        }
    }

    /// <summary>The messages of a field.</summary>
    public IEnumerable<ProtoFields> Messages(int number) => Bytes(number).Select(bytes => new ProtoFields(bytes));

    /// <summary>The first text of a field.</summary>
    public string Text(int number) => System.Text.Encoding.UTF8.GetString(Bytes(number).FirstOrDefault([]));

    /// <summary>The first bytes of a field, in hexadecimal.</summary>
    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).FirstOrDefault([]));

    private IEnumerable<byte[]> Bytes(int number) => _fields.Where(field => field.Number == number).Select(field => field.Bytes);

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
