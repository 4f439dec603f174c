using System.Text.Json;
using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

public sealed class FillTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Rows_beyond_counting_of_a_table_that_is_left_out_are_no_mistake()
    {
        (await _cli.OutputOfAsync("fill --target sqlite:part.db --tables warehouses --scale 1e18 --verify")).ShouldContain("warehouses");
        await _cli.OutputOfAsync("preview warehouses --scale 1e18");
        await _cli.OutputOfAsync("models warehouses --scale 1e18");
    }

    [Fact]
    public async Task Without_a_target_a_SQLite_file_named_after_the_model_is_filled_and_verified()
    {
        var output = await _cli.OutputOfAsync("fill --scale 0.001 --verify");

        output.ShouldContain("orders");
        Sqlite.Ask(_cli.PathOf("retail.db"), "SELECT count(*) FROM orders").ShouldBe("1000");
        Sqlite.Ask(_cli.PathOf("retail.db"), "SELECT count(*) FROM warehouses").ShouldBe("8");
        (await _cli.RunAsync("verify --target sqlite:retail.db --scale 0.001")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_second_fill_does_nothing()
    {
        await _cli.OutputOfAsync("fill --scale 0.001");
        var before = Sqlite.Ask(_cli.PathOf("retail.db"), "SELECT * FROM orders");

        using var report = JsonDocument.Parse(await _cli.OutputOfAsync("fill --scale 0.001 --json"));

        report.RootElement.GetProperty("loadedRows").GetInt64().ShouldBe(0);
        Sqlite.Ask(_cli.PathOf("retail.db"), "SELECT * FROM orders").ShouldBe(before);
    }

    [Fact]
    public async Task What_a_run_did_is_told_apart_from_what_there_was()
    {
        (await _cli.OutputOfAsync("fill --scale 0.001 --tables users")).ShouldNotContain("loaded now");

        var second = await _cli.OutputOfAsync("fill --scale 0.001 --tables users,warehouses");

        Cells(second, "table").ShouldBe(["table", "rows", "loaded", "now", "MB", "seconds", "rows/s"]);
        Cells(second, "users").ShouldBe(["users", "100", "0"]);
        Cells(second, "warehouses")[..3].ShouldBe(["warehouses", "8", "8"]);
        second.ShouldContain("; 100 rows were there already, or came from other processes.");

        var third = await _cli.OutputOfAsync("fill --scale 0.001 --tables users,warehouses");

        Cells(third, "warehouses").ShouldBe(["warehouses", "8", "0"]);
        third.ShouldContain("nothing to do");

        static string[] Cells(string output, string first) =>
            output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(cells => cells.FirstOrDefault() == first);
    }

    [Fact]
    public async Task Another_seed_is_refused_until_the_tables_may_be_made_anew()
    {
        await _cli.OutputOfAsync("fill --scale 0.001");

        var refused = await _cli.RunAsync("fill --scale 0.001 --seed 7");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("seed");
        refused.Error.ShouldContain("--recreate");

        await _cli.OutputOfAsync("fill --scale 0.001 --seed 7 --recreate --verify");
    }

    [Fact]
    public async Task A_changed_row_is_found_and_named()
    {
        await _cli.OutputOfAsync("fill --scale 0.001");
        Sqlite.Ask(_cli.PathOf("retail.db"), "UPDATE orders SET channel = 'phone' WHERE order_id = 77");

        var result = await _cli.RunAsync("verify --target sqlite:retail.db --scale 0.001");

        result.ExitCode.ShouldBe(1);
        (result.Output + result.Error).ShouldContain("orders");
        (result.Output + result.Error).ShouldContain("77");
        (result.Output + result.Error).ShouldContain("phone");
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_named_once()
    {
        var result = await _cli.RunAsync("verify --target sqlite:none.db");

        result.ExitCode.ShouldBe(1);
        result.Output.Split('\n').Count(line => line.Contains("none.db: ", StringComparison.Ordinal)).ShouldBe(1);
        File.Exists(_cli.PathOf("none.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_subset_of_tables_with_their_own_row_counts()
    {
        await _cli.OutputOfAsync("fill --target sqlite:part.db --tables orders,order_lines --rows orders=2e2,users=50 --verify");

        Sqlite.Ask(_cli.PathOf("part.db"), "SELECT count(*) FROM orders").ShouldBe("200");
        Sqlite.Ask(_cli.PathOf("part.db"), "SELECT max(user_id) <= 50 FROM orders").ShouldBe("1");
        Sqlite.Ask(_cli.PathOf("part.db"), "SELECT count(*) FROM sqlite_master WHERE name = 'users'").ShouldBe("0");
    }

    [Fact]
    public async Task Json_is_all_there_is_on_standard_output()
    {
        using var report = JsonDocument.Parse(await _cli.OutputOfAsync("fill --scale 0.001 --verify --json"));

        var tables = report.RootElement.GetProperty("tables").EnumerateArray().ToList();
        tables.Count.ShouldBe(13);
        tables.Single(table => table.GetProperty("table").GetString() == "orders").GetProperty("rows").GetInt64().ShouldBe(1000);
        report.RootElement.GetProperty("target").GetString()!.ShouldContain("retail.db");
        report.RootElement.GetProperty("verified").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("ConnectionStrings__shop", null)]
    [InlineData(null, """{ "ConnectionStrings": { "Shop": "sqlite:named.db" } }""")]
    public async Task A_target_may_be_a_name_from_configuration(string? variable, string? file)
    {
        if (variable is not null)
            _cli.Environment[variable] = "sqlite:named.db";
        if (file is not null)
            await File.WriteAllTextAsync(_cli.PathOf("appsettings.json"), file);

        await _cli.OutputOfAsync("fill --target shop --scale 0.001 --tables warehouses");

        Sqlite.Ask(_cli.PathOf("named.db"), "SELECT count(*) FROM warehouses").ShouldBe("8");
    }

    [Fact]
    public async Task A_target_that_cannot_be_written_fails_in_one_line_without_the_password()
    {
        var result = await _cli.RunAsync("fill --target postgres://me:s3cret@127.0.0.1:1/shop --scale 0.001");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("127.0.0.1");
        result.Error.ShouldNotContain("s3cret");
        result.Error.ShouldNotContain("   at ");
    }
}
