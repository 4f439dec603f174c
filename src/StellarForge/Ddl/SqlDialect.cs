using System.Globalization;
using System.Text;
using StellarForge.Schema;

namespace StellarForge.Ddl;

/// <summary>The SQL of one kind of database: names, types, tables, keys. Statements come without a terminator.</summary>
public abstract class SqlDialect
{
    /// <summary>The name on the command line: <c>postgres</c>, <c>mysql</c>, <c>sqlserver</c>, <c>sqlite</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether tables have schemas in the sense of <c>[Table(Schema = …)]</c>; else, as in EF Core, a table goes by its
    /// name alone. Default <see langword="true"/>.
    /// </summary>
    protected virtual bool HasSchemas => true;

    /// <summary>
    /// Whether the primary key must stand in CREATE TABLE: the database can't add one, or had better have it from the start. Default <see langword="false"/>.
    /// </summary>
    protected virtual bool RequiresInlineKeys => false;

    /// <summary>Whether foreign keys must stand in CREATE TABLE. Default <see langword="false"/>.</summary>
    protected virtual bool RequiresInlineForeignKeys => false;

    /// <summary>What follows the parenthesis of CREATE TABLE. Default: nothing.</summary>
    protected virtual string TableOptions => "";

    /// <summary>The longest name of a constraint or index, in bytes of UTF-8: to be safe with databases that count bytes.</summary>
    protected abstract int LongestName { get; }

    /// <summary>Whether the database keeps all of a name. Default: as constraints and indexes.</summary>
    public virtual bool CanName(string identifier) => Encoding.UTF8.GetByteCount(identifier) <= LongestName;

    /// <summary>An identifier in quotes.</summary>
    public virtual string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A table's name in quotes, with its database schema where the database has schemas.</summary>
    public string QuoteTable(TableSchema table) => QuoteTable(table.Schema, table.Name);

    /// <summary>A column's type, with a binary collation where it is text that keys or indexes are made of.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">One of its columns.</param>
    public string TypeOf(TableSchema table, ColumnSchema column)
    {
        var isIndexed = IsIndexed(table, table.Columns.IndexOf(column));
        return column.TypeName is { } typeName ? MapTypeName(StoreType.Parse(typeName), typeName, column, isIndexed) : MapType(column, isIndexed);
    }

    /// <summary>The statement that makes a table's database schema where it is missing, or <see langword="null"/> where there is none to make.</summary>
    public virtual string? CreateSchema(TableSchema table) =>
        HasSchemas && table.Schema is { } name ? $"CREATE SCHEMA IF NOT EXISTS {Quote(name)}" : null;

    /// <summary>CREATE TABLE.</summary>
    /// <param name="table">The table.</param>
    /// <param name="constraints">
    /// Whether the primary key and the foreign keys are declared at once; else they are added after loading. What a database
    /// can't add (SQLite's keys), or had better have from the start (MySQL's primary key), is declared at once in any case.
    /// </param>
    public string CreateTable(TableSchema table, bool constraints) =>
        CreateTable(table, constraints || RequiresInlineKeys, constraints || RequiresInlineForeignKeys ? table.References : []);

    /// <summary>CREATE TABLE with the primary key, and without foreign keys: for rows that arrive before those that they refer to.</summary>
    /// <param name="table">The table.</param>
    public string CreateTableWithKey(TableSchema table) => CreateTable(table, key: true, []);

    /// <summary>The statement that adds the primary key after loading, or <see langword="null"/> where there is none to add.</summary>
    public string? AddPrimaryKey(TableSchema table) => table.Key.IsEmpty || RequiresInlineKeys
        ? null
        : $"ALTER TABLE {QuoteTable(table)} ADD {PrimaryKey(table)}";

    /// <summary>The statements that make the secondary indexes, unique ones included: one for each of <see cref="TableSchema.Indexes"/>.</summary>
    public IEnumerable<string> CreateIndexes(TableSchema table) => table.Indexes.Select(index =>
        $"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX {Quote(Shorten(index.Name))} ON {QuoteTable(table)} "
        + $"({Columns(table, index.Columns)}){IndexFilter(table, index)}");

    /// <summary>The statement that adds a foreign key after loading.</summary>
    /// <exception cref="NotSupportedException">The database declares foreign keys only when a table is made.</exception>
    public string AddForeignKey(TableSchema table, ReferenceSchema reference) => RequiresInlineForeignKeys
        ? throw new NotSupportedException($"{Name} takes a foreign key only in CREATE TABLE.")
        : $"ALTER TABLE {QuoteTable(table)} ADD {ForeignKey(table, reference)}";

    /// <summary>The statement that deletes all rows of a table. What depends on it stays; where that stands in the way, it fails.</summary>
    public virtual string EmptyTable(TableSchema table) => $"TRUNCATE TABLE {QuoteTable(table)}";

    /// <summary>DROP TABLE, where it exists.</summary>
    public string DropTable(TableSchema table) => $"DROP TABLE IF EXISTS {QuoteTable(table)}";

    /// <summary>A whole script: all tables, keys, indexes and the foreign keys among them, each statement ended.</summary>
    public string Script(IEnumerable<TableSchema> tables)
    {
        var all = tables.ToList();
        var names = all.Select(table => table.QualifiedName).ToHashSet(StringComparer.Ordinal);
        var script = new StringBuilder();
        foreach (var statement in all.Select(CreateSchema).OfType<string>().Distinct())
            script.Append(statement).Append(";\n\n");
        foreach (var table in all)
        {
            var inside = table.References.Where(reference => names.Contains(reference.Parent));
            script.Append(CreateTable(table, key: true, RequiresInlineForeignKeys ? inside : [])).Append(";\n\n");
            foreach (var statement in CreateIndexes(table))
                script.Append(statement).Append(";\n\n");
        }

        // Tables may refer to each other.
        if (!RequiresInlineForeignKeys)
        {
            foreach (var table in all)
            {
                foreach (var reference in table.References.Where(reference => names.Contains(reference.Parent)))
                    script.Append(AddForeignKey(table, reference)).Append(";\n\n");
            }
        }

        return script.ToString();
    }

    /// <summary>The type of a column without a type name.</summary>
    /// <param name="column">The column.</param>
    /// <param name="isIndexed">Whether a key or an index has it.</param>
    protected abstract string MapType(ColumnSchema column, bool isIndexed);

    /// <summary>The type that a type name means in this dialect.</summary>
    /// <param name="type">The name, understood.</param>
    /// <param name="typeName">The name as it is written.</param>
    /// <param name="column">The column.</param>
    /// <param name="isIndexed">Whether a key or an index has it.</param>
    protected abstract string MapTypeName(StoreType type, string typeName, ColumnSchema column, bool isIndexed);

    /// <summary>What follows a column's type: an identity. Default: nothing.</summary>
    protected virtual string ColumnOptions(TableSchema table, ColumnSchema column) => "";

    /// <summary>What follows the columns of an index. Default: nothing.</summary>
    protected virtual string IndexFilter(TableSchema table, IndexSchema index) => "";

    /// <summary>A type with a decimal column's precision and scale: <c>decimal(12,2)</c>.</summary>
    protected static string Decimal(string name, ColumnSchema column) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}({column.Precision},{column.Scale})");

    /// <summary>A type with the arguments of a type name, where it has some.</summary>
    protected static string Sized(string name, StoreType type) => type switch
    {
        { Length: { } length, Scale: { } scale } => string.Create(CultureInfo.InvariantCulture, $"{name}({length},{scale})"),
        { Length: { } length } => string.Create(CultureInfo.InvariantCulture, $"{name}({length})"),
        _ => name,
    };

    private string CreateTable(TableSchema table, bool key, IEnumerable<ReferenceSchema> references)
    {
        var lines = table.Columns.Select((column, ordinal) =>
        {
            var isNullable = column.IsNullable && !table.Key.Contains(ordinal);
            return $"{Quote(column.Name)} {TypeOf(table, column)}{(isNullable ? "" : " NOT NULL")}{ColumnOptions(table, column)}";
        });
        if (key && !table.Key.IsEmpty)
            lines = lines.Append(PrimaryKey(table));
        lines = lines.Concat(references.Select(reference => ForeignKey(table, reference)));
        return $"CREATE TABLE {QuoteTable(table)} (\n    {string.Join(",\n    ", lines)}\n){TableOptions}";
    }

    private string PrimaryKey(TableSchema table) =>
        $"CONSTRAINT {Quote(Shorten($"pk_{table.Name}"))} PRIMARY KEY ({Columns(table, table.Key)})";

    private string ForeignKey(TableSchema table, ReferenceSchema reference) =>
        $"CONSTRAINT {Quote(Shorten(reference.Name))} FOREIGN KEY ({Columns(table, reference.Columns)}) " +
        $"REFERENCES {QuoteTable(reference.ParentSchema, reference.ParentName)} ({string.Join(", ", reference.ParentColumns.Select(Quote))})";

    private string QuoteTable(string? schema, string name) => HasSchemas && schema is not null ? $"{Quote(schema)}.{Quote(name)}" : Quote(name);

    private string Columns(TableSchema table, IEnumerable<int> ordinals) =>
        string.Join(", ", ordinals.Select(ordinal => Quote(table.Columns[ordinal].Name)));

    // A longer name would be refused or, worse, silently cut and then the same as another.
    private string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= LongestName)
            return name;
        var hash = StreamKey.Derive(0, name, "").Subkey(0) >> 32;
        var start = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(start.ToString()) + rune.Utf8SequenceLength > LongestName - 9)
                break;
            start.Append(rune);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{start}_{hash:x8}");
    }

    private static bool IsIndexed(TableSchema table, int ordinal) =>
        table.Key.Contains(ordinal)
        || table.Indexes.Any(index => index.Columns.Contains(ordinal))
        || table.References.Any(reference => reference.Columns.Contains(ordinal));
}
