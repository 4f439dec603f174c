using System.Diagnostics;
using System.Globalization;
using StellarForge.Engine;
using StellarForge.Retail.Tests.Support;
using StellarForge.Targets.Sqlite;

[assembly: AssemblyFixture(typeof(FilledShop))]

namespace StellarForge.Retail.Tests.Support;

/// <summary>A SQLite file with a hundredth of the shop, asked through the <c>sqlite3</c> program: a reader that knows nothing of this code.</summary>
public sealed class FilledShop : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"stellarforge-retail-{Guid.NewGuid():N}.db");

    public async ValueTask InitializeAsync()
    {
        await using var target = SqliteTarget.Open($"sqlite:{_file}");
        var plan = FillPlanner.Plan(ForgeModel.Instance, new World(scale: 0.01));
        (await new FillRunner(target, plan).RunAsync()).IsComplete.ShouldBeTrue();
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(_file);
        return ValueTask.CompletedTask;
    }

    /// <summary>The rows of a query, as text.</summary>
    public IReadOnlyList<string[]> Query(string sql)
    {
        using var process = Process.Start(new ProcessStartInfo("sqlite3", ["-batch", "-separator", "\t", _file, sql])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error.Result);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];
    }

    /// <summary>The first column of a query, as numbers.</summary>
    public IReadOnlyList<double> Numbers(string sql) => [.. Query(sql).Select(row => Number(row[0]))];

    /// <summary>No row of the shop breaks a rule.</summary>
    /// <param name="sql">Selects the rows that do.</param>
    public void ShouldHaveNone(string sql) => Query($"{sql} LIMIT 3").Select(row => string.Join(" | ", row)).ShouldBeEmpty(sql);

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
