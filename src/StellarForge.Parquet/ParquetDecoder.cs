using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Parquet;

/// <summary>Reads Parquet files of a table back; see <see cref="ParquetFormat"/>.</summary>
internal sealed class ParquetDecoder(TableSchema schema) : RowDecoder(schema)
{
    /// <inheritdoc/>
    public override RowSource Open(Stream stream) => new ParquetFileReader(stream, Schema);
}
