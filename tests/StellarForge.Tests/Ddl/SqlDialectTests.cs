using System.Diagnostics;
using StellarForge.Ddl;
using StellarForge.Schema;
using StellarForge.Targets.MySql;
using StellarForge.Targets.PostgreSql;
using StellarForge.Targets.Sqlite;
using StellarForge.Targets.SqlServer;
using StellarForge.Testing.Rows;
using StellarForge.Testing.Servers;
using StellarForge.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace StellarForge.Tests.Ddl;

public class SqlDialectTests(PostgreSqlServer server)
{
    private static readonly SqlDialect[] All = [PostgreSqlDialect.Instance, MySqlDialect.Instance, SqlServerDialect.Instance, SqliteDialect.Instance];

    public static TheoryData<string> Dialects => [.. All.Select(dialect => dialect.Name)];

    private static TableSchema Authors { get; } = new()
    {
        Name = "authors",
        Schema = "press",
        ClassName = "Author",
        Key = [0],
        Columns =
        [
            new() { Name = "id", Property = "Id", Type = ColumnType.Int32, IsSequence = true },
            new() { Name = "email", Property = "Email", Type = ColumnType.Text, MaxLength = 200, IsNullable = true, IsUnique = true },
            new() { Name = "boss_id", Property = "BossId", Type = ColumnType.Int32, IsNullable = true },
            new() { Name = "Odd \"name\"]`", Property = "Odd", Type = ColumnType.Text },
        ],
        Indexes = [new("ux_authors_email", [1], IsUnique: true)],
        References = [new("fk_authors_boss_id", [2], "press", "authors", ["id"])],
    };

    private static TableSchema Pages { get; } = new()
    {
        Name = "pages",
        ClassName = "Page",
        Key = [0, 1],
        Columns =
        [
            new() { Name = "book", Property = "Book", Type = ColumnType.Text },
            new() { Name = "number", Property = "Number", Type = ColumnType.Int16 },
            new() { Name = "author_id", Property = "AuthorId", Type = ColumnType.Int32 },
            new() { Name = "price", Property = "Price", Type = ColumnType.Double, TypeName = "decimal(10, 2)" },
            new() { Name = "notes", Property = "Notes", Type = ColumnType.Text, TypeName = "jsonb", IsNullable = true },
            new() { Name = "body", Property = "Body", Type = ColumnType.Text, TypeName = "nvarchar(max)" },
            new() { Name = "code", Property = "Code", Type = ColumnType.Text, TypeName = "varchar(20)" },
            new() { Name = "printed", Property = "Printed", Type = ColumnType.Timestamp, TypeName = "datetime" },
        ],
        Indexes = [new("ix_pages_a_very_long_name_of_an_index_that_no_database_but_sqlite_takes_as_it_is", [6], IsUnique: false)],
        References = [new("fk_pages_author_id", [2], "press", "authors", ["id"])],
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_script_makes_all_tables_keys_and_indexes(string name) =>
        All.Single(dialect => dialect.Name == name).Script([Authors, Pages, Everything.Schema]).ShouldMatchSnapshot($"{name}.sql");

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_reference_to_a_table_outside_the_script_is_left_out(string name) =>
        All.Single(dialect => dialect.Name == name).Script([Pages]).ShouldNotContain("REFERENCES");

    [Fact]
    public void A_dot_in_a_parents_name_is_part_of_the_name()
    {
        ReferenceSchema reference = new("fk", [2], null, "press.authors", ["id"]);

        PostgreSqlDialect.Instance.AddForeignKey(Pages, reference).ShouldEndWith("REFERENCES \"press.authors\" (\"id\")");
        SqlServerDialect.Instance.AddForeignKey(Pages, reference).ShouldEndWith("REFERENCES [press.authors] ([id])");
    }

    [Fact]
    public void Quotes_in_names_are_doubled()
    {
        PostgreSqlDialect.Instance.Quote("a\"b").ShouldBe("\"a\"\"b\"");
        MySqlDialect.Instance.Quote("a`b").ShouldBe("`a``b`");
        SqlServerDialect.Instance.Quote("a]b").ShouldBe("[a]]b]");
        SqliteDialect.Instance.Quote("a\"b").ShouldBe("\"a\"\"b\"");
    }

    [Fact]
    public void Keys_are_added_after_loading_where_they_can_be()
    {
        PostgreSqlDialect.Instance.CreateTable(Pages, constraints: false).ShouldNotContain("CONSTRAINT");
        PostgreSqlDialect.Instance.AddPrimaryKey(Pages).ShouldBe("ALTER TABLE \"pages\" ADD CONSTRAINT \"pk_pages\" PRIMARY KEY (\"book\", \"number\")");
        PostgreSqlDialect.Instance.AddForeignKey(Pages, Pages.References[0])
            .ShouldBe("ALTER TABLE \"pages\" ADD CONSTRAINT \"fk_pages_author_id\" FOREIGN KEY (\"author_id\") REFERENCES \"press\".\"authors\" (\"id\")");
        MySqlDialect.Instance.CreateTable(Pages, constraints: false).ShouldContain("PRIMARY KEY");
        MySqlDialect.Instance.CreateTable(Pages, constraints: false).ShouldNotContain("FOREIGN KEY");
        MySqlDialect.Instance.AddPrimaryKey(Pages).ShouldBeNull();
        SqliteDialect.Instance.CreateTable(Pages, constraints: false).ShouldContain("FOREIGN KEY");
        Should.Throw<NotSupportedException>(() => SqliteDialect.Instance.AddForeignKey(Pages, Pages.References[0]));
    }

    [Theory]
    [InlineData("citext", "citext", "longtext", "nvarchar(max)", "TEXT")]
    [InlineData("text", "text", "text", "nvarchar(max)", "TEXT")]
    [InlineData("VARCHAR(20)", "varchar(20)", "VARCHAR(20)", "VARCHAR(20)", "TEXT")]
    [InlineData("nvarchar(20)", "varchar(20)", "varchar(20)", "nvarchar(20)", "TEXT")]
    [InlineData("jsonb", "jsonb", "json", "nvarchar(max)", "TEXT")]
    [InlineData("char(3)", "char(3)", "char(3)", "char(3)", "TEXT")]
    [InlineData("mood", "mood", "mood", "mood", "TEXT")]
    public void A_type_name_of_text_is_taken_or_translated(string typeName, string postgres, string mySql, string sqlServer, string sqlite) =>
        Types(ColumnType.Text, typeName).ShouldBe([postgres, mySql, sqlServer, sqlite]);

    [Theory]
    [InlineData(ColumnType.Decimal, "money", "numeric(19,4)", "decimal(19,4)", "money", "NUMERIC")]
    [InlineData(ColumnType.Decimal, "decimal(10, 2)", "numeric(10,2)", "decimal(10, 2)", "decimal(10, 2)", "NUMERIC")]
    [InlineData(ColumnType.Int32, "bigint", "bigint", "bigint", "bigint", "INTEGER")]
    [InlineData(ColumnType.Boolean, "tinyint(1)", "boolean", "tinyint(1)", "bit", "INTEGER")]
    [InlineData(ColumnType.Timestamp, "datetime2(3)", "timestamp(3)", "datetime(3)", "datetime2(3)", "TEXT")]
    [InlineData(ColumnType.Timestamp, "timestamp with time zone", "timestamptz", "datetime(6)", "datetimeoffset(6)", "TEXT")]
    [InlineData(ColumnType.Timestamp, "date", "date", "date", "date", "TEXT")]
    [InlineData(ColumnType.Double, "real", "real", "double", "real", "REAL")]
    [InlineData(ColumnType.Uuid, "uniqueidentifier", "uuid", "char(36) CHARACTER SET ascii COLLATE ascii_bin", "uniqueidentifier", "TEXT")]
    public void A_type_name_of_other_values_is_taken_or_translated(
        ColumnType type, string typeName, string postgres, string mySql, string sqlServer, string sqlite) =>
        Types(type, typeName).ShouldBe([postgres, mySql, sqlServer, sqlite]);

    [Fact]
    public async Task Sqlite_takes_the_script()
    {
        var script = SqliteDialect.Instance.Script([Authors, Pages, Everything.Schema]);

        var shown = await RunAsync("sqlite3", [":memory:"], script +
            """
            SELECT group_concat(name || ' ' || type || ' ' || pk, ', ') FROM pragma_table_info('pages');
            SELECT "table" FROM pragma_foreign_key_list('pages');

            """);

        shown.ShouldBe("book TEXT 1, number INTEGER 2, author_id INTEGER 0, price REAL 0, notes TEXT 0, body TEXT 0, code TEXT 0, printed TEXT 0\nauthors\n");
    }

    [Fact]
    public async Task PostgreSQL_takes_the_script()
    {
        await using var database = await server.CreateDatabaseAsync();

        await database.PsqlAsync(PostgreSqlDialect.Instance.Script([Authors, Pages, Everything.Schema]));

        const string Keys =
            """
            SELECT string_agg(conrelid::regclass || ' ' || contype::text, ', ' ORDER BY conname) FROM pg_constraint
            WHERE connamespace::regnamespace::text IN ('public', 'press') AND contype <> 'n'
            """;
        (await database.PsqlAsync(Keys))
            .ShouldBe("press.authors f, pages f, press.authors p, everything p, pages p");
    }

    [Fact]
    public void A_schema_is_written_as_Avro() => SchemaDocument.Avro(Everything.Schema).ShouldMatchSnapshot("everything.avsc");

    [Fact]
    public void A_schema_is_written_as_JSON_Schema() => SchemaDocument.JsonSchema(Everything.Schema).ShouldMatchSnapshot("everything.schema.json");

    private static IEnumerable<string> Types(ColumnType type, string typeName)
    {
        var table = Samples.Schema(Samples.Column(type, typeName));
        return All.Select(dialect => dialect.TypeOf(table, table.Columns[0]));
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var shown = await process.StandardOutput.ReadToEndAsync();
        (await errors).ShouldBeEmpty();
        return shown;
    }
}
