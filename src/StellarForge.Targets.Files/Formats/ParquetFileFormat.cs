using StellarForge.Targets.Files.Parquet;

namespace StellarForge.Targets.Files.Formats;

/// <summary>Parquet files.</summary>
internal sealed class ParquetFileFormat(ParquetCompression compression, int rowsPerGroup) : FileFormat
{
    public override string Name => "parquet";

    public override string Extension => ".parquet";

    public override string Description => $"parquet, {compression}, row groups of {rowsPerGroup}";

    public override IChunkEncoder CreateEncoder(TableSchema table) => new ParquetFileWriter(table, compression, rowsPerGroup);

    public override void Read<TSink>(TableSchema table, Stream file, ref TSink sink, CancellationToken cancellationToken) =>
        new ParquetFileReader(file, table).Read(ref sink, cancellationToken);
}
