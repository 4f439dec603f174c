using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Targets.Sqlite.Native;
using static StellarForge.Targets.Sqlite.Native.SqliteApi;

namespace StellarForge.Targets.Sqlite;

/// <summary>Gives the rows of a query to a sink. SQLite keeps any value in any column, so each is taken as what it is.</summary>
internal sealed unsafe class SqliteReader(TableSchema table)
{
    private readonly StoredValueConverter _values = new(table);

    /// <summary>Reads the row that the statement is at.</summary>
    public void Read<TSink>(SqliteStatement row, ref TSink sink)
        where TSink : struct, IRowSink
    {
        sink.BeginRow();
        for (var ordinal = 0; ordinal < table.Columns.Length; ordinal++)
        {
            switch (StoredType(row.Handle, ordinal))
            {
                case TypeInteger:
                    _values.Integer(ordinal, ColumnInt64(row.Handle, ordinal), ref sink);
                    break;
                case TypeFloat:
                    _values.Double(ordinal, ColumnDouble(row.Handle, ordinal), ref sink);
                    break;
                case TypeText:
                    _values.Text(ordinal, row.Bytes(ordinal), ref sink);
                    break;
                case TypeBlob when table.Columns[ordinal].Type == ColumnType.Decimal:
                    _values.Text(ordinal, row.Bytes(ordinal), ref sink);
                    break;
                case TypeBlob:
                    _values.Binary(ordinal, row.Bytes(ordinal), ref sink);
                    break;
                default:
                    sink.Null(ordinal);
                    break;
            }
        }

        sink.EndRow();
    }
}
