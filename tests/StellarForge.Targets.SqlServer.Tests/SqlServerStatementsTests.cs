using System.Reflection;
using System.Runtime.CompilerServices;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;

namespace StellarForge.Targets.SqlServer.Tests;

/// <summary>
/// The T-SQL that the target sends, in one file that is read by eye against Microsoft's reference
/// (<see href="https://learn.microsoft.com/sql/t-sql/language-reference"/>): the protocol fake does not run it.
/// Written anew where the environment variable <c>STELLARFORGE_APPROVE</c> is 1.
/// </summary>
public class SqlServerStatementsTests
{
    [Fact]
    public void Statements_are_those_that_were_read()
    {
        var fixedOnes = typeof(SqlServerStatements).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => $"-- {field.Name}\n{(string)field.GetRawConstantValue()!}\n");
        var table = Bank.Transfers.Schema;
        var quoted = SqlServerDialect.Instance.QuoteTable(table);
        string[] made =
        [
            SqlServerStatements.HoldsRows(quoted),
            SqlServerStatements.CountRows(quoted),
            SqlServerStatements.Reseed(quoted),
            SqlServerStatements.UpdateStatistics(quoted),
        ];
        (WriteMode Mode, int? Version)[] modes =
            [(WriteMode.Append, null), (WriteMode.Ignore, null), (WriteMode.Upsert, null), (WriteMode.Upsert, Readings.Revision)];
        var staged = modes.Select(mode => new PipelineTable("topic", 1, Readings.Keyed, mode.Mode) { Version = mode.Version })
            .Append(new PipelineTable("topic", 1, Readings.Unkeyed))
            .Select(table => Statements(table, new StagedTable(table, 0, identity: table.Mode == WriteMode.Ignore ? "number" : null)));
        var ledger = typeof(LedgerSql).GetProperties().Where(property => property.PropertyType == typeof(string))
            .Select(property => $"-- Ledger: {property.Name}\n{property.GetValue(SqlServerLedger.Sql)}\n");
        var script = SqlServerDialect.Instance.Script(Bank.Model.Tables.Select(each => each.Schema));

        var migrations = SqlServerLedger.Sql.Migrations.SelectMany(steps => steps).Select(step => step.Statement);
        string[] lines =
            [.. migrations, "", .. ledger, .. fixedOnes, "-- Of a table", .. made, "", .. staged, "-- Tables, keys and indexes", script];

        ShouldBeApproved(string.Join("\n", lines).ReplaceLineEndings("\n"));
    }

    private static string Statements(PipelineTable table, StagedTable staged)
    {
        string?[] statements = [staged.Create, staged.Empty, staged.Refused, staged.Replace, staged.Insert, staged.CountMissing];
        var title = $"-- A stream into {table.Schema}: {table.Mode}{(table.Version is null ? "" : " by a version")}";
        return $"{title}\n{string.Join("\n", statements.OfType<string>())}\n";
    }

    private static void ShouldBeApproved(string actual, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, "Statements.verified.sql");
        if (Environment.GetEnvironmentVariable("STELLARFORGE_APPROVE") == "1")
            File.WriteAllText(file, actual);
        actual.ShouldBe(File.ReadAllText(file).ReplaceLineEndings("\n"));
    }
}
