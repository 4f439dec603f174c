using System.Runtime.CompilerServices;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>The columns behind a table's own that say of a row when and from where it came.</summary>
public static class MessageMetadata
{
    /// <summary>When the row was written: a time in UTC.</summary>
    public const string ProcessedAt = "processed_at";

    /// <summary>The partition that its message was read from.</summary>
    public const string Partition = "src_partition";

    /// <summary>Its message's offset there.</summary>
    public const string Offset = "src_offset";

    /// <summary>A table with these columns.</summary>
    /// <exception cref="PipelineException">It has a column of such a name already.</exception>
    public static TableSchema AddTo(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ColumnSchema[] columns =
        [
            new() { Name = ProcessedAt, Property = "ProcessedAt", Type = ColumnType.Timestamp },
            new() { Name = Partition, Property = "SrcPartition", Type = ColumnType.Int32 },
            new() { Name = Offset, Property = "SrcOffset", Type = ColumnType.Int64 },
        ];
        var names = columns.Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (schema.Columns.FirstOrDefault(column => names.Contains(column.Name)) is { } taken)
        {
            throw new PipelineException(
                $"--metadata: the table {schema} has a column {taken.Name} of its own. Give it another name by [Column], or leave the option out.");
        }

        return schema with { Columns = [.. schema.Columns, .. columns] };
    }
}

/// <summary>Ends each row with the columns of <see cref="MessageMetadata"/>, and passes all else on.</summary>
internal ref struct MetadataSink<TSink>(TSink inner, int columns, long processedAt) : IRowSink
    where TSink : struct, IRowSink, allows ref struct
{
    /// <summary>Where rows go.</summary>
    public TSink Inner = inner;

    /// <summary>The partition and the offset of the row to come.</summary>
    public int Partition { get; set; }

    public long Offset { get; set; }

    public readonly bool IsFull => Inner.IsFull;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginRow() => Inner.BeginRow();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        Inner.Timestamp(columns, processedAt);
        Inner.Int32(columns + 1, Partition);
        Inner.Int64(columns + 2, Offset);
        Inner.EndRow();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Null(int ordinal) => Inner.Null(ordinal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boolean(int ordinal, bool value) => Inner.Boolean(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int16(int ordinal, short value) => Inner.Int16(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(int ordinal, int value) => Inner.Int32(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int64(int ordinal, long value) => Inner.Int64(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(int ordinal, ulong value) => Inner.UInt64(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Single(int ordinal, float value) => Inner.Single(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(int ordinal, double value) => Inner.Double(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decimal(int ordinal, Int128 unscaled, int scale) => Inner.Decimal(ordinal, unscaled, scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Utf8(int ordinal, scoped ReadOnlySpan<byte> value) => Inner.Utf8(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Date(int ordinal, int days) => Inner.Date(ordinal, days);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Time(int ordinal, long microseconds) => Inner.Time(ordinal, microseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Duration(int ordinal, long microseconds) => Inner.Duration(ordinal, microseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timestamp(int ordinal, long microseconds) => Inner.Timestamp(ordinal, microseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(int ordinal, Guid value) => Inner.Uuid(ordinal, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Binary(int ordinal, scoped ReadOnlySpan<byte> value) => Inner.Binary(ordinal, value);
}
