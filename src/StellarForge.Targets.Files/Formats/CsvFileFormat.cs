using StellarForge.Sinks;

namespace StellarForge.Targets.Files.Formats;

/// <summary>CSV files (RFC 4180).</summary>
internal sealed class CsvFileFormat(CsvOptions options, bool gzip) : TextFileFormat(gzip)
{
    public override string Name => "csv";

    public override string Description =>
        $"{base.Description}{(options.HasHeader ? "" : ", no header")}{(options.Delimiter == ',' ? "" : $", delimiter {(options.Delimiter == '\t' ? "tab" : options.Delimiter)}")}" +
        (options.HasCarriageReturn ? ", CR LF" : "");

    public override IChunkEncoder CreateEncoder(TableSchema table) => new RowEncoder(new CsvFormat(table, options));

    protected override RecordReader CreateReader(TableSchema table) => new CsvReader(table, options);
}
