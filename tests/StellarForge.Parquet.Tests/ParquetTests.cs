using System.Globalization;
using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Targets.Files;
using StellarForge.Testing.Models;

namespace StellarForge.Parquet.Tests;

public sealed class ParquetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stellarforge-parquet-");

    [Theory]
    [InlineData("compression=snappy")]
    [InlineData("compression=none&rowgroup=7")]
    [InlineData("compression=gzip&rowgroup=100")]
    public async Task Every_type_reads_in_duckdb_as_it_was_made(string options)
    {
        await FillAsync(AllTypes.Model, options, chunkRows: 300);
        var table = AllTypes.Model.Tables[0];
        var expected = new DuckDbCells();
        table.Rows(World.Default).Range(0, World.Default.EndRow(table.Schema)).WriteTo(ref expected);

        var actual = await DuckDb.QueryAsync(DuckDbCells.Query(table.Schema, $"{_folder.FullName}/*.parquet"));

        actual.Length.ShouldBe(expected.Rows.Count);
        for (var row = 0; row < actual.Length; row++)
        {
            for (var column = 0; column < table.Schema.Columns.Length; column++)
            {
                var schema = table.Schema.Columns[column];
                Canonical(actual[row][column], schema).ShouldBe(Canonical(expected.Rows[row][column], schema), $"row {row}, column {schema.Name}");
            }
        }
    }

    [Fact]
    public async Task Statistics_are_those_that_duckdb_skips_row_groups_by()
    {
        await FillAsync(Bank.Model, "rowgroup=100", chunkRows: 1_000);

        var bounds = await DuckDb.QueryAsync(
            $"""
            SELECT path_in_schema, stats_min_value, stats_max_value, stats_null_count::VARCHAR
            FROM parquet_metadata('{_folder.FullName}/accounts-00001.parquet') WHERE row_group_id = 3 AND path_in_schema = 'id'
            """);
        var found = await DuckDb.QueryAsync(
            $"SELECT count(*)::VARCHAR FROM read_parquet('{_folder.FullName}/accounts-*.parquet') WHERE id BETWEEN 350 AND 450");

        bounds.ShouldHaveSingleItem().ShouldBe(["id", "301", "400", "0"]);
        found.ShouldHaveSingleItem().ShouldBe(["101"]);
    }

    [Fact]
    public async Task A_file_without_rows_reads_in_duckdb()
    {
        var path = Path.Combine(_folder.FullName, "empty.parquet");
        using (var writer = new ParquetFormat().CreateEncoder(AllTypes.Model.Tables[0].Schema))
        using (var buffer = new RowBuffer())
        {
            writer.Begin(buffer);
            writer.End(buffer);
            await File.WriteAllBytesAsync(path, buffer.Written, TestContext.Current.CancellationToken);
        }

        (await DuckDb.QueryAsync($"SELECT count(*)::VARCHAR FROM read_parquet('{path}')")).ShouldHaveSingleItem().ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_fill_is_verified_and_a_changed_file_is_not()
    {
        await FillAsync(Shop.Model, "rowgroup=50");
        await using var target = Open("rowgroup=50");
        var verifier = new Verifier(target, World.Default);

        (await verifier.VerifyAsync(Shop.Model.Tables, cancellationToken: TestContext.Current.CancellationToken)).ShouldAllBe(result => result.IsMatch);

        var visits = Directory.GetFiles(_folder.FullName, "visits-*.parquet").First();
        var bytes = await File.ReadAllBytesAsync(visits, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(visits, bytes[..^20], TestContext.Current.CancellationToken);
        var broken = await verifier.VerifyAsync([Shop.Visits], cancellationToken: TestContext.Current.CancellationToken);
        broken.ShouldHaveSingleItem().Problem!.ShouldContain("does not end like a Parquet file");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private FilesTarget Open(string options) => FilesTarget.Open($"parquet:{_folder.FullName}?{options}");

    private async Task FillAsync(Model model, string options, int chunkRows = 1_000)
    {
        await using var target = Open(options);
        var plan = FillPlanner.Plan(model, World.Default, chunkRows: chunkRows);
        await new FillRunner(target, plan).RunAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    // The shortest texts of one floating-point number differ between DuckDB and .NET.
    private static string? Canonical(string? value, ColumnSchema column) => value is not null && column.Type is ColumnType.Single or ColumnType.Double
        ? BitConverter.DoubleToInt64Bits(double.Parse(value!, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)
        : value;
}
