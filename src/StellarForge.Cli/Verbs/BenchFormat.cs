using StellarForge.Sinks;
using StellarForge.Parquet;

namespace StellarForge.Cli.Verbs;

/// <summary>A format that can be measured.</summary>
/// <param name="name">Its name on the command line.</param>
internal abstract class BenchFormat(string name)
{
    public static IReadOnlyList<BenchFormat> All { get; } =
    [
        new Encoded("pgcopy", schema => new CopyBinaryFormat(schema)),
        new Encoded("csv", schema => new CsvFormat(schema)),
        new Encoded("json", schema => new JsonLinesFormat(schema)),
        new Parquet(),
        new Checksum(),
    ];

    public string Name { get; } = name;

    /// <summary>What writes ranges of a table's rows, and returns the bytes that they took.</summary>
    public abstract Func<TableRows, long, long, long> WriterOf(TableSchema schema, RowBuffer buffer);

    private sealed class Encoded(string name, Func<TableSchema, RowFormat> create) : BenchFormat(name)
    {
        public override Func<TableRows, long, long, long> WriterOf(TableSchema schema, RowBuffer buffer)
        {
            var format = create(schema);
            return (rows, from, to) =>
            {
                var bytes = 0L;
                while (from < to)
                {
                    buffer.Clear();
                    from = format.Write(rows, from, to, buffer);
                    bytes += buffer.Length;
                }
                return bytes;
            };
        }
    }

    /// <summary>Each range is a whole file.</summary>
    private sealed class Parquet() : BenchFormat("parquet")
    {
        public override Func<TableRows, long, long, long> WriterOf(TableSchema schema, RowBuffer buffer)
        {
            var file = new ParquetFileWriter(schema);
            return (rows, from, to) =>
            {
                var bytes = 0L;
                buffer.Clear();
                file.Start(buffer);
                while (from < to)
                {
                    from = file.Write(rows, from, to, buffer);
                    bytes += buffer.Length;
                    buffer.Clear();
                }
                file.Finish(buffer);
                return bytes + buffer.Length;
            };
        }
    }

    private sealed class Checksum() : BenchFormat("checksum")
    {
        public override Func<TableRows, long, long, long> WriterOf(TableSchema schema, RowBuffer buffer)
        {
            var sink = new ChecksumSink(schema);
            return (rows, from, to) =>
            {
                rows.WriteRange(from, to, ref sink);
                return 0;
            };
        }
    }
}
