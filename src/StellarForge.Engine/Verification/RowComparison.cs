using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Verification;

/// <summary>Joins the rows of two sides by key, and says what differs.</summary>
internal static class RowComparison
{
    public static IEnumerable<RowDifference> Compare(TableSchema table, IEnumerable<CapturedRow> expected, IEnumerable<CapturedRow> actual)
    {
        var (left, right) = (expected.ToLookup(row => row.Key), actual.ToLookup(row => row.Key));
        foreach (var key in left.Select(group => group.Key).Union(right.Select(group => group.Key)).Order(StringComparer.Ordinal))
        {
            foreach (var difference in Compare(table, key, [.. left[key]], [.. right[key]]))
                yield return difference;
        }
    }

    private static IEnumerable<RowDifference> Compare(TableSchema table, string key, List<CapturedRow> expected, List<CapturedRow> actual)
    {
        var known = expected.Count > 0;

        // Equal rows cancel out, one for one: a table without a key may have a row twice.
        foreach (var row in expected.ToList())
        {
            var same = actual.FindIndex(other => other.Hash == row.Hash);
            if (same >= 0)
            {
                actual.RemoveAt(same);
                expected.Remove(row);
            }
        }

        var changed = Math.Min(expected.Count, actual.Count);
        for (var index = 0; index < changed; index++)
        {
            var columns = Columns(table, expected[index], actual[index]).Where(column => column.Expected != column.Actual);
            yield return new RowDifference(RowDifferenceKind.Changed, key, [.. columns]);
        }

        foreach (var row in expected.Skip(changed))
            yield return new RowDifference(RowDifferenceKind.Missing, key, [.. Columns(table, row, null)]);
        foreach (var row in actual.Skip(changed))
            yield return new RowDifference(known ? RowDifferenceKind.Doubled : RowDifferenceKind.Extra, key, [.. Columns(table, null, row)]);
    }

    private static IEnumerable<ColumnDifference> Columns(TableSchema table, CapturedRow? expected, CapturedRow? actual) =>
        table.Columns.Select((column, ordinal) => new ColumnDifference(column.Name, expected?.Values[ordinal], actual?.Values[ordinal]));
}
