using StellarForge.Parquet;
using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Formats;

/// <summary>Parquet files.</summary>
internal sealed class ParquetFileFormat(ParquetCompression compression, int rowsPerGroup) : FileFormat
{
    public override string Name => "parquet";

    public override string Extension => ".parquet";

    public override string Description => $"parquet, {compression}, row groups of {rowsPerGroup}";

    public override IChunkEncoder CreateEncoder(TableSchema table) => new Encoder(new ParquetFileWriter(table, compression, rowsPerGroup));

    public override void Read<TSink>(TableSchema table, Stream file, ref TSink sink, CancellationToken cancellationToken) =>
        new ParquetFileReader(file, table).Read(ref sink, cancellationToken);

    private sealed class Encoder(ParquetFileWriter file) : IChunkEncoder
    {
        public void Start(RowBuffer buffer) => file.Start(buffer);

        public long Write(TableRows rows, long from, long to, RowBuffer buffer) => file.Write(rows, from, to, buffer);

        public void Finish(RowBuffer buffer) => file.Finish(buffer);

        public void Dispose() => file.Dispose();
    }
}
