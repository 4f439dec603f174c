using System.Globalization;
using System.Text.Json;
using CsvHelper;
using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Csv_files_are_read_by_another_library_and_verified()
    {
        await _cli.OutputOfAsync("export --format csv --out data --scale 0.001");

        Read("orders").Count.ShouldBe(1000);
        Read("order_lines").GroupBy(line => line["order_id"]).Count().ShouldBe(1000);
        Read("warehouses").Select(row => row["city"]).ShouldContain("Los Angeles");
        await _cli.OutputOfAsync("verify --target csv:data --scale 0.001");
    }

    [Fact]
    public async Task Lines_of_JSON_are_one_object_a_row()
    {
        await _cli.OutputOfAsync("export --format jsonl --out data --tables orders --rows orders=300");

        var rows = Files("orders").SelectMany(File.ReadLines).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        rows.Count.ShouldBe(300);
        rows.Select(row => row.GetProperty("order_id").GetInt64()).Order().ShouldBe(Enumerable.Range(1, 300).Select(id => (long)id));
    }

    [Fact]
    public async Task What_is_written_at_a_files_end_counts_as_well()
    {
        using var report = JsonDocument.Parse(await _cli.OutputOfAsync("export --format parquet --out data --tables orders --rows orders=300 --json"));

        var files = Files("orders").Sum(file => new FileInfo(file).Length);
        report.RootElement.GetProperty("bytes").GetInt64().ShouldBe(files);
    }

    [Theory]
    [InlineData("nowhere", "does not exist")]
    [InlineData("empty", "no manifest.json: no export was made there")]
    public async Task Verify_says_what_a_folder_lacks(string folder, string problem)
    {
        Directory.CreateDirectory(_cli.PathOf("empty"));

        var result = await _cli.RunAsync($"verify --target csv:{folder}");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain(problem);
    }

    private List<IDictionary<string, object>> Read(string table)
    {
        var rows = new List<IDictionary<string, object>>();
        foreach (var file in Files(table))
        {
            using var csv = new CsvReader(new StreamReader(file), CultureInfo.InvariantCulture);
            rows.AddRange(csv.GetRecords<dynamic>().Cast<IDictionary<string, object>>());
        }
        return rows;
    }

    // A table is one file or several, one for each chunk.
    private IEnumerable<string> Files(string table) =>
        Directory.EnumerateFiles(_cli.PathOf("data"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(_cli.PathOf("data"), file).Split('/', '.', '-')[0] == table
                && !file.EndsWith("manifest.json", StringComparison.Ordinal));
}
