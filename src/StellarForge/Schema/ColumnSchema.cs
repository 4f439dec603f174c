using System.Collections.Immutable;

namespace StellarForge.Schema;

/// <summary>The logical type of a column: what a value is, before any store's encoding.</summary>
public enum ColumnType
{
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>A signed 8-bit integer.</summary>
    SByte,
    /// <summary>An unsigned 8-bit integer.</summary>
    Byte,
    /// <summary>A signed 16-bit integer.</summary>
    Int16,
    /// <summary>An unsigned 16-bit integer.</summary>
    UInt16,
    /// <summary>A signed 32-bit integer.</summary>
    Int32,
    /// <summary>An unsigned 32-bit integer.</summary>
    UInt32,
    /// <summary>A signed 64-bit integer.</summary>
    Int64,
    /// <summary>An unsigned 64-bit integer.</summary>
    UInt64,
    /// <summary>An IEEE 754 binary32 number.</summary>
    Single,
    /// <summary>An IEEE 754 binary64 number.</summary>
    Double,
    /// <summary>An exact decimal of the column's precision and scale.</summary>
    Decimal,
    /// <summary>Valid UTF-8 without NUL.</summary>
    Text,
    /// <summary>A date: days since 1970-01-01.</summary>
    Date,
    /// <summary>A time of day: microseconds since midnight.</summary>
    Time,
    /// <summary>A span of time: microseconds.</summary>
    Duration,
    /// <summary>A point in time: microseconds since 1970-01-01 UTC (<see cref="DateTime"/>).</summary>
    Timestamp,
    /// <summary>A point in time, stored as UTC (<see cref="DateTimeOffset"/>).</summary>
    TimestampOffset,
    /// <summary>A UUID.</summary>
    Uuid,
    /// <summary>Bytes.</summary>
    Binary,
}

/// <summary>One stored column.</summary>
public sealed record ColumnSchema
{
    /// <summary>The name in the database.</summary>
    public required string Name { get; init; }

    /// <summary>The property's name.</summary>
    public required string Property { get; init; }

    /// <summary>The logical type.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Whether the column takes null.</summary>
    public bool IsNullable { get; init; }

    /// <summary>The most UTF-16 units of text or bytes of binary, or <see langword="null"/> for no limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>All digits of a decimal. Default 18.</summary>
    public int Precision { get; init; } = 18;

    /// <summary>The digits of a decimal after the point. Default 2.</summary>
    public int Scale { get; init; } = 2;

    /// <summary>The type that <c>[Column(TypeName = …)]</c> gives, in the target's own words, or <see langword="null"/>.</summary>
    public string? TypeName { get; init; }

    /// <summary>The members of the property's enumeration; empty where it has none, or where they are flags, which may be combined.</summary>
    public ImmutableArray<EnumMember> Members { get; init; } = [];

    /// <summary>Whether the values are distinct among those that are not null.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether the values are a sequence over the row index: what a store's own identity would continue.</summary>
    public bool IsSequence { get; init; }

    /// <summary>Whether the values are the rows' event time: they rise with the row index, and are never null unless the column is nullable.</summary>
    public bool IsTimeline { get; init; }

    /// <summary>
    /// How long after the time of the root owner's row the value is at most, in microseconds: of the first declared <c>[After]</c> column of an owned table
    /// that goes back to the root owner's <c>[Timeline]</c>, by way of other such columns and lookups of the owner. <see langword="null"/> for all others.
    /// </summary>
    /// <remarks>In a live stream it is the time at which the row is due.</remarks>
    public long? LongestDelay { get; init; }

    /// <summary>
    /// The most row indices that the column has values for: where a sequence leaves its type, or a unique column's domain ends.
    /// A fill of more is refused. Default no limit; what depends on a corpus is checked where the state is bound.
    /// </summary>
    public long Capacity { get; init; } = long.MaxValue;

    /// <summary>How the values are made, as text to be shown: the attributes of the property.</summary>
    public string Rule { get; init; } = "";

    /// <summary>
    /// A hash of all that decides the values, conventions and standard attributes included: part of a fill's identity.
    /// Empty where the schema was not made by the generator; <see cref="Rule"/> then takes its place.
    /// </summary>
    public string Fingerprint { get; init; } = "";
}

/// <summary>A member of an enumeration, whose name a column of text stores, and whose number a column of integers does.</summary>
/// <param name="Name">The name.</param>
/// <param name="Number">The number; of an unsigned 64-bit enumeration, the signed one of the same bits.</param>
public sealed record EnumMember(string Name, long Number);
