using System.Globalization;
using StellarForge.Cli.Output;
using StellarForge.Engine;
using StellarForge.Engine.Verification;

namespace StellarForge.Cli.Verbs;

/// <summary>What verify found: what verify and <c>fill --verify</c> show.</summary>
internal sealed record Verification(ITarget Target, IReadOnlyList<TableVerification> Tables)
{
    public bool IsMatch => Tables.All(table => table.IsMatch);

    /// <summary>Whether a table holds other rows, or another number of them, than a fill makes.</summary>
    public bool HasMore => Tables.Any(table => !table.IsMatch && table.Problem is null);

    public VerifyReport Report => new(Target.DisplayName, IsMatch, [.. Tables.Select(Describe)]);

    public static async Task<Verification> RunAsync(ITarget target, World world, IReadOnlyList<Table> tables, CancellationToken cancellationToken)
    {
        await target.PingAsync(cancellationToken);
        using var display = new VerifyDisplay();
        return new Verification(target, await new Verifier(target, world).VerifyAsync(tables, display, cancellationToken));
    }

    public void Write()
    {
        var text = new TextTable("table", ">rows", "checksum", "verdict");
        foreach (var table in Tables)
            text.Add(table.Table.Schema.QualifiedName, Whole(table.Actual?.Count ?? 0), table.Actual?.Hex, Verdict(table));
        text.Write(Console.Out);
        Console.WriteLine();

        foreach (var problem in Tables.Select(table => table.Problem).OfType<string>().Distinct())
            Console.WriteLine(Messages.Printable(problem));
        foreach (var table in Tables.Where(table => !table.IsMatch))
        {
            foreach (var difference in table.Differences)
                Console.WriteLine(Messages.Printable($"{table.Table}: {difference}"));
        }
        var unread = Tables.Where(table => table.Problem is not null).Select(table => table.Table).ToList();
        var differing = Tables.Where(table => !table.IsMatch && table.Problem is null).Select(table => table.Table).ToList();
        if (unread.Count > 0)
            Console.WriteLine($"{Target.DisplayName} could not be read in {string.Join(", ", unread)}.");
        if (differing.Count > 0)
            Console.WriteLine($"{Target.DisplayName} differs from the model in {string.Join(", ", differing)}.");
        if (IsMatch)
            Console.WriteLine($"{Target.DisplayName} holds exactly what the model says.");
    }

    private static string Verdict(TableVerification table) =>
        table.IsMatch ? "matches"
        : table.Problem is not null ? "CAN'T BE READ"
        : table.Actual!.Value.Count != table.Expected.Count ? $"DIFFERS: {Whole(table.Expected.Count)} rows expected"
        : "DIFFERS";

    private static VerifiedTableReport Describe(TableVerification table) => new(
        table.Table.Schema.QualifiedName, table.IsMatch, table.Expected.Count, table.Actual?.Count, table.Expected.Hex, table.Actual?.Hex, table.Problem,
        [.. table.Differences.Select(row => new DifferenceReport(
            row.Kind.ToString().ToLowerInvariant(), row.Key,
            [.. row.Columns.Select(column => new ColumnDifferenceReport(column.Column, column.Expected, column.Actual))]))]);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A line that is written over, for those who wait at a terminal.</summary>
    private sealed class VerifyDisplay : IProgress<VerifyProgress>, IDisposable
    {
        private const string ClearLine = "\r\e[K";

        public void Report(VerifyProgress value) => Show($"{ClearLine}verifying {value.Number} of {value.Tables}: {value.Table}");

        public void Dispose() => Show(ClearLine);

        private static void Show(string text)
        {
            if (!Console.IsErrorRedirected)
                Console.Error.Write(text);
        }
    }
}
