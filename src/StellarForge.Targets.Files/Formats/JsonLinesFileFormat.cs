using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Formats;

/// <summary>Files of JSON lines.</summary>
internal sealed class JsonLinesFileFormat(bool gzip) : TextFileFormat(gzip)
{
    public override string Name => "jsonl";

    public override IChunkEncoder CreateEncoder(TableSchema table) => new RowEncoder(new JsonLinesFormat(table));

    protected override RecordReader CreateReader(TableSchema table) => new JsonLinesReader(table);
}
