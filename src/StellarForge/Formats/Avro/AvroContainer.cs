namespace StellarForge.Formats;

/// <summary>What writer and reader of an object container agree on.</summary>
internal static class AvroContainer
{
    public const int SyncLength = 16;

    public const string SchemaKey = "avro.schema";

    public const string CodecKey = "avro.codec";

    public const string NullCodec = "null";

    public const string DeflateCodec = "deflate";

    public static ReadOnlySpan<byte> Magic => "Obj\u0001"u8;
}
