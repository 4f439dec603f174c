namespace StellarForge.Ddl;

internal sealed class SqliteDialect : SqlDialect
{
    // A double gives that many decimal digits back.
    private const int ExactDigits = 15;

    public override string Name => "sqlite";

    private protected override bool HasSchemas => false;

    // SQLite has no ALTER TABLE … ADD CONSTRAINT.
    private protected override bool KeysAtOnce => true;

    private protected override bool ReferencesAtOnce => true;

    private protected override int LongestName => int.MaxValue;

    private protected override string Own(ColumnSchema column, bool indexed) => column.Type switch
    {
        ColumnType.Boolean or ColumnType.SByte or ColumnType.Byte or ColumnType.Int16 or ColumnType.UInt16
            or ColumnType.Int32 or ColumnType.UInt32 or ColumnType.Int64 => "INTEGER",
        ColumnType.Single or ColumnType.Double => "REAL",
        ColumnType.Decimal when column.Precision <= ExactDigits => "NUMERIC",
        ColumnType.Binary => "BLOB",
        _ => "TEXT",
    };

    // A name decides the affinity only, and a wrong one changes values (a TEXT '007' in a column of an unknown name becomes 7).
    private protected override string Named(StoreType type, string typeName, ColumnSchema column, bool indexed) =>
        type.Kind is StoreKind.Text or StoreKind.Char && column.Type != ColumnType.Binary ? "TEXT" : Own(column, indexed);
}
