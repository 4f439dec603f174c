namespace StellarForge.Ddl;

/// <summary>The SQL of one kind of database: names, types, tables, keys.</summary>
public abstract class SqlDialect
{
    private protected SqlDialect() { }

    /// <summary>PostgreSQL 13 and later.</summary>
    public static SqlDialect PostgreSql { get; } = null!;

    /// <summary>MySQL 8 and MariaDB 10.6 and later.</summary>
    public static SqlDialect MySql { get; } = null!;

    /// <summary>SQL Server 2019 and later, Azure SQL.</summary>
    public static SqlDialect SqlServer { get; } = null!;

    /// <summary>SQLite 3.35 and later.</summary>
    public static SqlDialect Sqlite { get; } = null!;

    /// <summary>All dialects.</summary>
    public static IReadOnlyList<SqlDialect> All { get; } = [];

    /// <summary>The name on the command line: <c>postgres</c>, <c>mysql</c>, <c>sqlserver</c>, <c>sqlite</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The dialect of that name (case does not matter), or <see langword="null"/>.</summary>
    public static SqlDialect? Find(string name) => throw new NotImplementedException();

    /// <summary>An identifier in quotes.</summary>
    public abstract string Quote(string identifier);

    /// <summary>A table's name in quotes, with its database schema.</summary>
    public string QuoteTable(TableSchema table) => throw new NotImplementedException();

    /// <summary>A column's type.</summary>
    public abstract string TypeOf(TableSchema table, ColumnSchema column);

    /// <summary>The statement that makes a table's database schema where it is missing, or <see langword="null"/>.</summary>
    public abstract string? CreateSchema(TableSchema table);

    /// <summary>CREATE TABLE, without a terminator.</summary>
    /// <param name="table">The table.</param>
    /// <param name="constraints">Whether the primary key, unique columns and foreign keys are declared at once; else they are added after loading.</param>
    public string CreateTable(TableSchema table, bool constraints) => throw new NotImplementedException();

    /// <summary>The statement that adds the primary key after loading, or <see langword="null"/> for a table without one.</summary>
    public string? AddPrimaryKey(TableSchema table) => throw new NotImplementedException();

    /// <summary>The statements that make the secondary indexes, unique ones included.</summary>
    public IEnumerable<string> CreateIndexes(TableSchema table) => throw new NotImplementedException();

    /// <summary>The statement that adds a foreign key after loading.</summary>
    public string AddForeignKey(TableSchema table, ReferenceSchema reference) => throw new NotImplementedException();

    /// <summary>DROP TABLE, where it exists.</summary>
    public string DropTable(TableSchema table) => throw new NotImplementedException();

    /// <summary>A whole script: all tables, keys, indexes, foreign keys, each statement ended.</summary>
    public string Script(IEnumerable<TableSchema> tables) => throw new NotImplementedException();
}
