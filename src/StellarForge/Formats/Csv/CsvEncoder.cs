using System.Text;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Formats;

/// <summary>Writes CSV; see <see cref="CsvFormat"/>.</summary>
internal sealed class CsvEncoder(TableSchema schema, CsvOptions options) : RowEncoder
{
    private readonly byte[][] _names = [.. schema.Columns.Select(column => Encoding.UTF8.GetBytes(column.Name))];

    /// <summary>Appends the line of column names, unless the options leave it out.</summary>
    public override void Begin(RowBuffer buffer)
    {
        if (!options.HasHeader)
            return;
        var sink = new CsvSink(options, buffer);
        sink.BeginRow();
        for (var ordinal = 0; ordinal < _names.Length; ordinal++)
            sink.Utf8(ordinal, _names[ordinal]);
        sink.EndRow();
    }

    public override bool Write(RowSource rows, RowBuffer buffer)
    {
        var sink = new CsvSink(options, buffer);
        return rows.WriteTo(ref sink);
    }
}
