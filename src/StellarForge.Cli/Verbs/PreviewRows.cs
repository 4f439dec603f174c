using StellarForge.Formats;
using StellarForge.Sinks;

namespace StellarForge.Cli.Verbs;

/// <summary>A few rows of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="World">The world.</param>
/// <param name="From">The row index to start at.</param>
/// <param name="Count">How many rows; fewer, when the table ends before.</param>
internal sealed record PreviewRows(Table Table, World World, long From, int Count)
{
    /// <summary>What comes before the rows in a format, then each row; none of them may be empty.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> In(RowFormat format)
    {
        using var encoder = format.CreateEncoder(Table.Schema);
        using var buffer = new RowBuffer();
        encoder.Begin(buffer);
        if (buffer.Length > 0)
            yield return buffer.Written;
        var rows = Table.Rows(World);
        var end = World.EndRow(Table.Schema);
        for (var (index, found) = (From, 0); index < end && found < Count; index++)
        {
            buffer.Clear();
            encoder.Write(rows.Range(index, index + 1), buffer);

            // The row indices of an owned table have gaps.
            if (buffer.Length == 0)
                continue;
            found++;
            yield return buffer.Written;
        }
    }

    /// <summary>The rows as text.</summary>
    public IReadOnlyList<CapturedRow> Capture()
    {
        var sink = new CaptureSink(Table.Schema);
        var rows = Table.Rows(World);
        var end = World.EndRow(Table.Schema);
        for (var index = From; index < end && sink.Rows.Count < Count; index++)
            rows.Range(index, index + 1).WriteTo(ref sink);
        return sink.Rows;
    }
}
