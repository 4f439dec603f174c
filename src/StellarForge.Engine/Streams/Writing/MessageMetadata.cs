using System.Runtime.CompilerServices;
using StellarForge.Engine.Brokers;
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

/// <summary>The columns of <see cref="MessageMetadata"/>.</summary>
internal struct MetadataColumns(int first, long processedAt) : IMoreColumns
{
    private int _partition;
    private long _offset;

    /// <summary>Tells where the next row's message is from.</summary>
    public void MoveTo(TopicPartition partition, long offset) => (_partition, _offset) = (partition.Partition, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void WriteTo<TSink>(ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        sink.Timestamp(first, processedAt);
        sink.Int32(first + 1, _partition);
        sink.Int64(first + 2, _offset);
    }
}
