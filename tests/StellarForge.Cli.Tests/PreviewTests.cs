using System.Globalization;
using System.Text.Json;
using CsvHelper;
using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

public sealed class PreviewTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Rows_are_lined_up_under_their_columns()
    {
        var lines = (await _cli.OutputOfAsync("preview warehouses -n 3")).TrimEnd('\n').Split('\n');

        lines.Length.ShouldBe(5);
        lines[0].ShouldContain("warehouse_id");
        lines[2].ShouldContain("Seattle");
        lines[2].IndexOf("Seattle", StringComparison.Ordinal).ShouldBe(lines[3].IndexOf("Los Angeles", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_is_the_same_wherever_one_starts()
    {
        using var all = JsonDocument.Parse(await _cli.OutputOfAsync("preview orders -n 8 --json"));
        using var last = JsonDocument.Parse(await _cli.OutputOfAsync("preview orders -n 1 --from 7 --format json"));

        all.RootElement.GetArrayLength().ShouldBe(8);
        last.RootElement[0].GetRawText().ShouldBe(all.RootElement[7].GetRawText());
    }

    [Fact]
    public async Task Csv_has_a_header_and_is_read_by_another_library()
    {
        using var csv = new CsvReader(new StringReader(await _cli.OutputOfAsync("preview users -n 20 --format csv")), CultureInfo.InvariantCulture);
        var rows = csv.GetRecords<dynamic>().Cast<IDictionary<string, object>>().ToList();

        rows.Count.ShouldBe(20);
        rows.Select(row => row["user_id"]).ShouldBe(Enumerable.Range(1, 20).Select(id => id.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task An_owned_tables_rows_are_found_over_the_gaps_of_its_indices()
    {
        using var rows = JsonDocument.Parse(await _cli.OutputOfAsync("preview order_lines -n 12 --json"));

        rows.RootElement.GetArrayLength().ShouldBe(12);
        rows.RootElement[0].GetProperty("line_number").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Another_seed_gives_other_rows()
    {
        var one = await _cli.OutputOfAsync("preview users --seed 1");
        var two = await _cli.OutputOfAsync("preview users --seed 2");

        two.ShouldNotBe(one);
    }
}
