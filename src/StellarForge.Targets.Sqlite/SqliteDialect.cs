using StellarForge.Ddl;
using StellarForge.Schema;

namespace StellarForge.Targets.Sqlite;

/// <summary>The SQL of SQLite 3.35 and later.</summary>
public class SqliteDialect : SqlDialect
{
    /// <summary>The dialect.</summary>
    public static SqliteDialect Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "sqlite";

    /// <inheritdoc/>
    public override string EmptyTable(TableSchema table) => $"DELETE FROM {QuoteTable(table)}";

    /// <inheritdoc/>
    protected override bool HasSchemas => false;

    // SQLite has no ALTER TABLE … ADD CONSTRAINT.
    /// <inheritdoc/>
    protected override bool RequiresInlineKeys => true;

    /// <inheritdoc/>
    protected override bool RequiresInlineForeignKeys => true;

    /// <inheritdoc/>
    protected override int LongestName => int.MaxValue;

    /// <inheritdoc/>
    protected override string MapType(ColumnSchema column, bool isIndexed) => column.Type switch
    {
        ColumnType.Boolean or ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 or ColumnType.UInt16
            or ColumnType.Int32 or ColumnType.UInt32 or ColumnType.Int64 => "INTEGER",
        ColumnType.Single or ColumnType.Double => "REAL",
        ColumnType.Decimal => "NUMERIC",
        ColumnType.Binary => "BLOB",
        _ => "TEXT",
    };

    // A name decides the affinity only, and a wrong one changes values (a TEXT '007' in a column of an unknown name becomes 7).
    /// <inheritdoc/>
    protected override string MapTypeName(StoreType type, string typeName, ColumnSchema column, bool isIndexed) =>
        type.Kind is StoreKind.Text or StoreKind.Char && column.Type != ColumnType.Binary ? "TEXT" : MapType(column, isIndexed);
}
