using StellarForge.Engine.Connectors;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Cli.Verbs;

/// <summary>What can be measured: each format that an assembly offers, and the checksum.</summary>
internal sealed class BenchFormat
{
    private const string Checksum = "checksum";

    private readonly RowFormat? _format;

    private BenchFormat(RowFormat? format) => _format = format;

    /// <summary>Everything that can be measured, by name, the checksum last.</summary>
    /// <param name="modelsPath">The model's assembly, beside which further formats may lie.</param>
    public static IReadOnlyList<BenchFormat> All(string? modelsPath) =>
    [
        .. RowFormatAttribute.In(ExtensionAssemblies.Find(modelsPath))
            .OrderBy(format => format.Name, StringComparer.Ordinal)
            .Select(format => new BenchFormat(format)),
        new BenchFormat(null),
    ];

    /// <summary>The name on the command line.</summary>
    public string Name => _format?.Name ?? Checksum;

    /// <summary>What writes rows, each source's as a whole output, and returns the bytes that they took.</summary>
    public Func<RowSource, long> WriterOf(TableSchema schema, RowBuffer buffer)
    {
        if (_format is null)
        {
            var sink = new ChecksumSink(schema);
            return rows =>
            {
                rows.WriteTo(ref sink);
                return 0;
            };
        }

        var encoder = _format.CreateEncoder(schema);
        return rows =>
        {
            buffer.Clear();
            encoder.Begin(buffer);
            var bytes = 0L;
            for (var hasMore = true; hasMore; buffer.Clear())
            {
                hasMore = encoder.Write(rows, buffer);
                if (!hasMore)
                    encoder.End(buffer);
                bytes += buffer.Length;
            }

            return bytes;
        };
    }
}
