using StellarForge.Formats;
using StellarForge.Parquet;
using StellarForge.Schema;

[assembly: RowFormat(typeof(ParquetFormat))]

namespace StellarForge.Parquet;

/// <summary>Rows as Parquet files (<see href="https://github.com/apache/parquet-format"/>).</summary>
public sealed class ParquetFormat : RowFormat
{
    /// <summary>Rows of a row group by default: large enough for dictionaries to pay, small enough for many readers in parallel.</summary>
    public const int DefaultRowsPerGroup = 120_000;

    private readonly ParquetCompression _compression;
    private readonly int _rowsPerGroup;

    /// <summary>Parquet in Snappy.</summary>
    public ParquetFormat()
        : this(ParquetCompression.Snappy)
    {
    }

    /// <summary>Parquet with options.</summary>
    /// <param name="compression">How pages are compressed.</param>
    /// <param name="rowsPerGroup">Rows of a row group; at least 1. Default <see cref="DefaultRowsPerGroup"/>.</param>
    public ParquetFormat(ParquetCompression compression, int rowsPerGroup = DefaultRowsPerGroup)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerGroup, 1);
        (_compression, _rowsPerGroup) = (compression, rowsPerGroup);
    }

    /// <inheritdoc/>
    public override string Name => "parquet";

    /// <inheritdoc/>
    public override string FileExtension => ".parquet";

    /// <inheritdoc/>
    public override string Description => $"parquet, {_compression}, row groups of {_rowsPerGroup}";

    /// <inheritdoc/>
    public override RowEncoder CreateEncoder(TableSchema schema) => new ParquetEncoder(schema, _compression, _rowsPerGroup);

    /// <inheritdoc/>
    public override RowDecoder CreateDecoder(TableSchema schema) => new ParquetDecoder(schema);
}
