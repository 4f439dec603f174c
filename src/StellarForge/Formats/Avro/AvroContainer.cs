namespace StellarForge.Formats;

/// <summary>What writer and reader of an object container agree on.</summary>
internal static class AvroContainer
{
    public const int SyncLength = 16;

    public static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;

    public static ReadOnlySpan<byte> SchemaKey => "avro.schema"u8;

    public static ReadOnlySpan<byte> CodecKey => "avro.codec"u8;

    public static ReadOnlySpan<byte> NullCodec => "null"u8;

    public static ReadOnlySpan<byte> DeflateCodec => "deflate"u8;
}
