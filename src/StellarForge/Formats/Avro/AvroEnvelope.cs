using System.Buffers.Binary;

namespace StellarForge.Formats;

/// <summary>
/// What stands before a record in a message, and names its writer's schema: Avro's single-object encoding
/// (<see href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding"/>), or the wire format of Confluent's schema registry.
/// </summary>
internal static class AvroEnvelope
{
    private const int FingerprintStart = 2;
    private const int SingleObjectLength = FingerprintStart + sizeof(ulong);
    private const byte RegistryMagic = 0;
    private const int RegistryLength = 1 + sizeof(uint);

    private static ReadOnlySpan<byte> SingleObjectMagic => [0xc3, 0x01];

    public static int Length(bool hasRegistry) => hasRegistry ? RegistryLength : SingleObjectLength;

    public static byte[] Of(ulong id, bool hasRegistry)
    {
        var bytes = new byte[Length(hasRegistry)];
        if (hasRegistry)
        {
            bytes[0] = RegistryMagic;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)id);
        }
        else
        {
            SingleObjectMagic.CopyTo(bytes);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(FingerprintStart), id);
        }

        return bytes;
    }

    /// <summary>The id or fingerprint of the writer's schema, and the record.</summary>
    /// <exception cref="FormatException">The message begins otherwise.</exception>
    public static ulong Read(ReadOnlySpan<byte> message, bool hasRegistry, out ReadOnlySpan<byte> record)
    {
        var magic = hasRegistry ? [RegistryMagic] : SingleObjectMagic;
        if (!message.StartsWith(magic[..Math.Min(magic.Length, message.Length)]))
            throw new FormatException(
                $"The message is not Avro {Name(hasRegistry)}: it begins with {Convert.ToHexString(message[..Math.Min(magic.Length, message.Length)])}.");
        if (message.Length < Length(hasRegistry))
            throw new FormatException($"The message is cut: {message.Length} bytes are less than Avro {Name(hasRegistry)} begins with.");
        record = message[Length(hasRegistry)..];
        return hasRegistry ? BinaryPrimitives.ReadUInt32BigEndian(message[1..]) : BinaryPrimitives.ReadUInt64LittleEndian(message[FingerprintStart..]);
    }

    private static string Name(bool hasRegistry) => hasRegistry ? "behind the id of a schema registry" : "in single-object encoding";
}
