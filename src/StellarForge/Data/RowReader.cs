using System.Collections;
using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Data;

/// <summary>
/// Rows as ADO.NET reads them: for <c>SqlBulkCopy</c>, <see cref="DataTable.Load(IDataReader)"/>, Dapper and all else that takes a
/// <see cref="DbDataReader"/>. Generated rows are computed as they are read.
/// </summary>
/// <remarks>
/// Dates and times are <see cref="DateTime"/> (UTC) and <see cref="TimeSpan"/>, as most drivers have them; <see cref="GetFieldValue{T}"/> gives
/// <see cref="DateOnly"/> and <see cref="TimeOnly"/> as well. A typed getter converts between integers, and refuses a value that does not fit.
/// </remarks>
[SuppressMessage("Design", "CA1010:Generic interface should also be implemented", Justification = "ADO.NET's enumeration is of IDataRecord, untyped.")]
public partial class RowReader : DbDataReader, IDbColumnSchemaGenerator
{
    private readonly TableSchema _schema;
    private readonly RowSource _source;
    private readonly StagedRow _row;
    private bool _ended;
    private bool _ahead;
    private bool _closed;

    /// <summary>Reads the rows of a source.</summary>
    /// <param name="source">The source, which is this reader's alone from now on.</param>
    public RowReader(RowSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _schema = source.Schema;
        _row = new StagedRow(_schema);
    }

    /// <summary>Reads the generated rows with indices from <paramref name="from"/> up to <paramref name="to"/> (exclusive).</summary>
    /// <param name="table">The table.</param>
    /// <param name="world">The world.</param>
    /// <param name="from">The first index. Default 0.</param>
    /// <param name="to">The index after the last. Default <see cref="World.EndRow"/>.</param>
    public RowReader(Table table, World world, long from = 0, long? to = null)
        : this(table.Rows(world).Range(from, to ?? world.EndRow(table.Schema)))
    {
    }

    /// <inheritdoc/>
    public override int FieldCount => _schema.Columns.Length;

    /// <inheritdoc/>
    public override int Depth => 0;

    /// <inheritdoc/>
    public override bool IsClosed => _closed;

    /// <inheritdoc/>
    public override int RecordsAffected => -1;

    /// <inheritdoc/>
    public override bool HasRows
    {
        get
        {
            if (!_row.HasRow)
                _ahead = Advance();
            return _row.HasRow;
        }
    }

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <inheritdoc/>
    public override bool Read()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_ahead)
        {
            _ahead = false;
            return true;
        }

        return Advance();
    }

    /// <inheritdoc/>
    public override bool NextResult() => false;

    /// <inheritdoc/>
    public override void Close() => _closed = true;

    /// <inheritdoc/>
    public override string GetName(int ordinal) => _schema.Columns[ordinal].Name;

    /// <inheritdoc/>
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "It is the exception that DbDataReader documents.")]
    public override int GetOrdinal(string name)
    {
        foreach (var comparison in (ReadOnlySpan<StringComparison>)[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            for (var ordinal = 0; ordinal < FieldCount; ordinal++)
            {
                if (name.Equals(_schema.Columns[ordinal].Name, comparison))
                    return ordinal;
            }
        }

        var names = string.Join(", ", _schema.Columns.Select(column => column.Name));
        throw new IndexOutOfRangeException($"Table {_schema.QualifiedName} has no column '{name}'; it has {names}.");
    }

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => _schema.Columns[ordinal].Type.ToString();

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => _schema.Columns[ordinal].Type switch
    {
        ColumnType.Boolean => typeof(bool),
        ColumnType.SByte => typeof(sbyte),
        ColumnType.Byte => typeof(byte),
        ColumnType.Int16 => typeof(short),
        ColumnType.UInt16 => typeof(ushort),
        ColumnType.Int32 => typeof(int),
        ColumnType.UInt32 => typeof(uint),
        ColumnType.Int64 => typeof(long),
        ColumnType.UInt64 => typeof(ulong),
        ColumnType.Single => typeof(float),
        ColumnType.Double => typeof(double),
        ColumnType.Decimal => typeof(decimal),
        ColumnType.Date or ColumnType.Timestamp => typeof(DateTime),
        ColumnType.TimestampOffset => typeof(DateTimeOffset),
        ColumnType.Time or ColumnType.Duration => typeof(TimeSpan),
        ColumnType.Uuid => typeof(Guid),
        ColumnType.Binary => typeof(byte[]),
        _ => typeof(string),
    };

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    /// <inheritdoc/>
    public ReadOnlyCollection<DbColumn> GetColumnSchema() =>
        new([.. Enumerable.Range(0, FieldCount).Select(ordinal => (DbColumn)new Column(this, ordinal))]);

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2111", Justification = "The column's values are types; their members are never looked at.")]
    public override DataTable GetSchemaTable()
    {
        var table = new DataTable("SchemaTable") { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add(SchemaTableColumn.ColumnName, typeof(string));
        table.Columns.Add(SchemaTableColumn.ColumnOrdinal, typeof(int));
        table.Columns.Add(SchemaTableColumn.ColumnSize, typeof(int));
        table.Columns.Add(SchemaTableColumn.NumericPrecision, typeof(short));
        table.Columns.Add(SchemaTableColumn.NumericScale, typeof(short));
        table.Columns.Add(SchemaTableColumn.DataType, typeof(Type));
        table.Columns.Add(SchemaTableColumn.AllowDBNull, typeof(bool));
        table.Columns.Add(SchemaTableColumn.IsKey, typeof(bool));
        table.Columns.Add(SchemaTableColumn.IsUnique, typeof(bool));
        table.Columns.Add(SchemaTableColumn.IsLong, typeof(bool));
        table.Columns.Add(SchemaTableColumn.BaseTableName, typeof(string));
        table.Columns.Add(SchemaTableColumn.BaseSchemaName, typeof(string));
        foreach (var column in GetColumnSchema())
        {
            table.Rows.Add(
                column.ColumnName, column.ColumnOrdinal, column.ColumnSize, OrNull((short?)column.NumericPrecision), OrNull((short?)column.NumericScale),
                column.DataType, column.AllowDBNull, column.IsKey, column.IsUnique, column.IsLong, column.BaseTableName, column.BaseSchemaName);
        }

        return table;
    }

    private static object OrNull(short? value) => value is { } known ? known : DBNull.Value;

    private bool Advance()
    {
        _row.Clear();
        var sink = _row.Sink;
        while (!_row.HasRow && !_ended)
            _ended = !_source.WriteTo(ref sink);
        return _row.HasRow;
    }

    private sealed class Column : DbColumn
    {
        public Column(RowReader reader, int ordinal)
        {
            var table = reader._schema;
            var column = table.Columns[ordinal];
            ColumnName = BaseColumnName = column.Name;
            ColumnOrdinal = ordinal;
            DataType = reader.GetFieldType(ordinal);
            DataTypeName = reader.GetDataTypeName(ordinal);
            AllowDBNull = column.IsNullable;
            IsKey = table.Key.Contains(ordinal);
            IsUnique = column.IsUnique || table.Key is [var only] && only == ordinal;
            var unlimited = column.Type is ColumnType.Text or ColumnType.Binary && column.MaxLength is null;
            IsLong = unlimited;
            ColumnSize = column.Type is ColumnType.Text or ColumnType.Binary ? column.MaxLength ?? int.MaxValue : -1;
            NumericPrecision = column.Type == ColumnType.Decimal ? column.Precision : null;
            NumericScale = column.Type == ColumnType.Decimal ? column.Scale : null;
            BaseTableName = table.Name;
            BaseSchemaName = table.Schema;
        }
    }
}
