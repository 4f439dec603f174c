namespace StellarForge.Formats;

/// <summary>The types of Avro, and what a logical type makes of them where that counts.</summary>
internal enum AvroKind
{
    Null, Boolean, Int, Long, Float, Double, Bytes, String, Fixed, Enum, Union, Array, Map, Record,

    // Numbers of days since 1970, and of units of time since midnight or since 1970.
    Date, TimeMillis, TimeMicros, TimestampMillis, TimestampMicros, TimestampNanos,

    // Bytes or fixed that are digits; fixed that is a UUID, or a span of time.
    Decimal, FixedDecimal, FixedUuid, FixedDuration,
}

/// <summary>A type of a writer's schema. Named types may refer to themselves.</summary>
internal sealed class AvroSchema(AvroKind kind)
{
    public AvroKind Kind { get; } = kind;

    /// <summary>The full name of a record, an enum or a fixed.</summary>
    public string? Name { get; init; }

    /// <summary>The digits after the point of a decimal.</summary>
    public int Scale { get; init; }

    /// <summary>The bytes of a fixed.</summary>
    public int Size { get; init; }

    /// <summary>The symbols of an enum, in UTF-8.</summary>
    public byte[][] Symbols { get; init; } = [];

    /// <summary>The fields of a record, in the order of their bytes.</summary>
    public List<AvroField> Fields { get; } = [];

    /// <summary>The branches of a union; the one type of an array's items or a map's values.</summary>
    public List<AvroSchema> Types { get; } = [];

    /// <summary>Whether every value takes no bytes: data can claim any number of them.</summary>
    public bool IsEmpty { get; set; }
}

/// <summary>A field of a record.</summary>
internal sealed record AvroField(string Name, AvroSchema Type);
