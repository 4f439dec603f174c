using System.Text.Json;
using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

/// <summary>models, schema, bench and doctor.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Models_counts_rows_exactly()
    {
        using var model = JsonDocument.Parse(await _cli.OutputOfAsync("models --scale 0.001 --json"));
        await _cli.OutputOfAsync("fill --scale 0.001");

        foreach (var table in model.RootElement.GetProperty("tables").EnumerateArray())
        {
            var name = table.GetProperty("table").GetString();
            Sqlite.Ask(_cli.PathOf("retail.db"), $"SELECT count(*) FROM {name}").ShouldBe(table.GetProperty("rows").GetRawText(), name);
        }
    }

    [Fact]
    public async Task Models_shows_tables_and_on_demand_their_columns()
    {
        var tables = await _cli.OutputOfAsync("models");
        tables.ShouldContain("order_lines");
        tables.ShouldContain("1,000,000");

        var columns = await _cli.OutputOfAsync("models orders");
        columns.ShouldContain("placed_at");
        columns.ShouldContain("decimal(12,2)");
    }

    [Fact]
    public async Task Models_shows_how_each_value_is_made_and_no_bounds_that_are_none()
    {
        var columns = await _cli.OutputOfAsync("models orders products");

        columns.ShouldContain("key  Sequence");
        columns.ShouldContain("LogNormal(-0.5, 0.9, Max = 60, Min = 0.01)");
        columns.ShouldNotContain("Infinity");
        using var model = JsonDocument.Parse(await _cli.OutputOfAsync("models orders --json"));
        var rules = model.RootElement.GetProperty("tables")[0].GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("rule").GetString());
        rules.ShouldContain("Sequence");
        rules.ShouldNotContain("");
    }

    [Fact]
    public async Task Schema_writes_SQL_that_SQLite_takes()
    {
        var sql = await _cli.OutputOfAsync("schema ddl --dialect sqlite");

        Sqlite.Ask(_cli.PathOf("empty.db"), sql);
        Sqlite.Ask(_cli.PathOf("empty.db"), "SELECT count(*) FROM sqlite_master WHERE type = 'table'").ShouldBe("13");
    }

    [Theory]
    [InlineData("ddl --json", "sql")]
    [InlineData("avro orders", "fields")]
    [InlineData("json orders", "properties")]
    public async Task Schema_writes_documents_of_other_languages(string arguments, string member)
    {
        using var document = JsonDocument.Parse(await _cli.OutputOfAsync($"schema {arguments}"));

        document.RootElement.TryGetProperty(member, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Schema_of_several_tables_is_one_array()
    {
        using var document = JsonDocument.Parse(await _cli.OutputOfAsync("schema avro"));

        document.RootElement.GetArrayLength().ShouldBe(13);
    }

    [Fact]
    public async Task Bench_prints_an_object_a_line_for_each_table_and_format()
    {
        var lines = (await _cli.OutputOfAsync("bench orders order_lines --rows 3000 --json")).TrimEnd('\n').Split('\n');
        var reports = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();

        reports.Select(report => (report.GetProperty("table").GetString(), report.GetProperty("format").GetString())).ShouldBe(
            from table in (string[])["orders", "order_lines"]
            from format in (string[])["avro", "csv", "json", "loaddata", "parquet", "pgcopy", "checksum"]
            select (table, format));
        foreach (var report in reports)
        {
            report.EnumerateObject().Select(property => property.Name).ShouldBe(
                ["table", "format", "rows", "seconds", "rowsPerSecond", "bytes", "megabytesPerSecond", "allocatedBytes"]);
            report.GetProperty("rows").GetInt64().ShouldBe(3000);
            report.GetProperty("allocatedBytes").GetInt64().ShouldBe(0);
            report.GetProperty("rowsPerSecond").GetDouble().ShouldBeGreaterThan(0);
            (report.GetProperty("bytes").GetInt64() > 0).ShouldBe(report.GetProperty("format").GetString() != "checksum");
        }
    }

    [Fact]
    public async Task Bench_writes_a_small_table_again_and_again()
    {
        using var report = JsonDocument.Parse(await _cli.OutputOfAsync("bench warehouses --format csv --rows 1001 --json"));

        report.RootElement.GetProperty("rows").GetInt64().ShouldBe(1001);
    }

    [Fact]
    public async Task Doctor_says_what_there_is_and_what_to_do()
    {
        using var report = JsonDocument.Parse(await _cli.OutputOfAsync("doctor --json"));

        var checks = report.RootElement.GetProperty("checks").EnumerateArray().ToList();
        checks.Single(check => check.GetProperty("name").GetString() == "SQLite").GetProperty("state").GetString().ShouldBe("ok");
        checks.Where(check => check.GetProperty("state").GetString() != "ok").ShouldAllBe(check => check.GetProperty("fix").GetString()!.Length > 10);
    }

    [Fact]
    public async Task Doctor_fails_when_a_configured_database_cannot_be_reached()
    {
        _cli.Environment["ConnectionStrings__warehouse"] = "postgres://me:s3cret@127.0.0.1:1/shop";

        var result = await _cli.RunAsync("doctor");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("warehouse");
        (result.Output + result.Error).ShouldNotContain("s3cret");
    }
}
