using System.Diagnostics;
using StellarForge.Benchmarks.Models;
using StellarForge.Formats;
using StellarForge.Parquet;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Targets.MySql;
using StellarForge.Targets.PostgreSql;
using StellarForge.Targets.Sqlite;
using StellarForge.Testing.Servers;

namespace StellarForge.Benchmarks.Fills;

/// <summary>
/// A whole fill by the command line against the server's own bulk path, which loads the same rows from a file that was just written
/// and so is in the page cache: <c>psql \copy</c> in binary, <c>LOAD DATA LOCAL INFILE</c>, <c>sqlite3 .import</c>. All leave a table with its primary key.
/// </summary>
internal static class FillComparison
{
    private static readonly TableSchema Schema = LineItem.ForgeTable.Schema;

    /// <summary>Runs <c>fills [postgres|mysql|sqlite|parquet|all] [orders]</c>.</summary>
    public static async Task RunAsync(string store, long orders)
    {
        var folder = Directory.CreateTempSubdirectory("stellarforge-fills-").FullName;
        try
        {
            var world = new World(rows: new Dictionary<string, long> { [Order.ForgeTable.Schema.QualifiedName] = orders });
            var rows = LineItem.ForgeTable.Rows(world).Count(0, world.EndRow(Schema));
            Say($"{rows:N0} rows of {Schema.Name}, {Environment.ProcessorCount} cores");
            if (store is "postgres" or "all")
                await PostgreSqlAsync(world, rows, folder);
            if (store is "mysql" or "all")
                await MySqlAsync(world, rows, folder);
            if (store is "sqlite" or "all")
                Sqlite(world, rows, folder);
            if (store is "parquet" or "all")
                Parquet(world, rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PostgreSqlAsync(World world, long rows, string folder)
    {
        await using var server = new PostgreSqlServer();
        await server.InitializeAsync();
        await using var ours = await server.CreateDatabaseAsync();
        await using var theirs = await server.CreateDatabaseAsync();
        var file = Path.Combine(folder, "lineitem.copy");
        Write(new CopyBinaryFormat(), world, file);

        var dialect = PostgreSqlDialect.Instance;
        await theirs.PsqlAsync(dialect.CreateTable(Schema, constraints: false));
        var name = dialect.QuoteTable(Schema);
        var copy = await TimeAsync(() => theirs.PsqlAsync($"\\copy {name} from '{file}' (format binary)"));
        var key = await TimeAsync(() => theirs.PsqlAsync($"{dialect.AddPrimaryKey(Schema)}; ANALYZE {name}"));
        Report("psql \\copy from a file", rows, copy);
        Report("psql \\copy, primary key, ANALYZE", rows, copy + key);

        foreach (var workers in (int[])[1, Environment.ProcessorCount])
        {
            var fill = await TimeAsync(() => FillAsync(world, ours.Uri, workers));
            Report($"stellarforge fill --workers {workers}", rows, fill);
        }
    }

    private static async Task MySqlAsync(World world, long rows, string folder)
    {
        await using var server = new MariaDbServer();
        await server.InitializeAsync();
        await using var ours = await server.CreateDatabaseAsync();
        await using var theirs = await server.CreateDatabaseAsync();
        var file = Path.Combine(folder, "lineitem.tsv");
        Write(new LoadDataFormat(), world, file);

        var dialect = MySqlDialect.Instance;
        await theirs.ClientAsync(dialect.CreateTable(Schema, constraints: false));
        var name = dialect.QuoteTable(Schema);
        var load = await TimeAsync(() => theirs.ClientAsync($"LOAD DATA LOCAL INFILE '{file}' INTO TABLE {name} CHARACTER SET utf8mb4; ANALYZE TABLE {name}"));
        Report("LOAD DATA LOCAL INFILE, ANALYZE", rows, load);

        foreach (var workers in (int[])[1, Environment.ProcessorCount])
        {
            var fill = await TimeAsync(() => FillAsync(world, ours.Uri, workers));
            Report($"stellarforge fill --workers {workers}", rows, fill);
        }
    }

    private static void Sqlite(World world, long rows, string folder)
    {
        var file = Path.Combine(folder, "lineitem.csv");
        Write(new CsvFormat(new CsvOptions { HasHeader = false }), world, file);
        var create = SqliteDialect.Instance.CreateTable(Schema with { References = [] }, constraints: true);

        var import = Time(() => Run("sqlite3", Path.Combine(folder, "import.db"), create, ".mode csv", $".import {file} {Schema.Name}"));
        Report("sqlite3 .import from a file", rows, import);
        var fill = Time(() => Fill(world, $"sqlite:{Path.Combine(folder, "fill.db")}", workers: Environment.ProcessorCount));
        Report("stellarforge fill", rows, fill);
    }

    // One thread, rows generated on the way, into memory: what the format itself costs.
    private static void Parquet(World world, long rows)
    {
        var raw = new RawSizeSink();
        LineItem.ForgeTable.Rows(world).Range(0, world.EndRow(Schema)).WriteTo(ref raw);
        ParquetCompression[] twice = [ParquetCompression.Snappy, ParquetCompression.None, ParquetCompression.Snappy, ParquetCompression.None];
        foreach (var compression in twice)
        {
            var bytes = 0L;
            var time = Time(() =>
            {
                bytes = Write(new ParquetFormat(compression), world, Stream.Null);
            });
            Report($"Parquet, dictionaries, {compression}", rows, time);
            Say($"{"",-36} {raw.Bytes / 1e6 / time.TotalSeconds,7:F0} MB/s of raw column data; {raw.Bytes / 1e6:F0} MB became {bytes / 1e6:F0} MB");
        }
    }

    private static Task FillAsync(World world, string target, int workers) => Task.Run(() => Fill(world, target, workers));

    private static void Fill(World world, string target, int workers)
    {
        var orders = Order.ForgeTable.Schema;
        Run(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "StellarForge.Cli.dll"), "fill", "--recreate",
            "--models", typeof(LineItem).Assembly.Location, "--target", target, "--tables", Schema.Name,
            "--rows", $"{orders.QualifiedName}={world.RootRows(orders)}", "--workers", $"{workers}");
    }

    private static void Write(RowFormat format, World world, string path)
    {
        using var file = File.Create(path);
        Write(format, world, file);
    }

    private static long Write(RowFormat format, World world, Stream output)
    {
        using var encoder = format.CreateEncoder(Schema);
        using var buffer = new RowBuffer();
        var rows = LineItem.ForgeTable.Rows(world).Range(0, world.EndRow(Schema));
        var bytes = 0L;
        encoder.Begin(buffer);
        for (var hasMore = true; hasMore; buffer.Clear())
        {
            hasMore = encoder.Write(rows, buffer);
            if (!hasMore)
                encoder.End(buffer);
            output.Write(buffer.WrittenSpan);
            bytes += buffer.Length;
        }

        return bytes;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}{output.Result}");
    }

    private static TimeSpan Time(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static void Report(string what, long rows, TimeSpan time) =>
        Say($"{what,-36} {time.TotalSeconds,7:F2} s {rows / time.TotalSeconds,12:N0} rows/s");

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
