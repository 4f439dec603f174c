using System.Reflection;
using System.Runtime.CompilerServices;
using StellarForge.Engine.Relational;

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
        var ledger = typeof(LedgerSql).GetProperties().Where(property => property.PropertyType == typeof(string))
            .Select(property => $"-- Ledger: {property.Name}\n{property.GetValue(SqlServerLedger.Sql)}\n");
        var script = SqlServerDialect.Instance.Script(Bank.Model.Tables.Select(each => each.Schema));

        var migrations = SqlServerLedger.Sql.Migrations.SelectMany(steps => steps).Select(step => step.Statement);
        string[] lines =
            [.. migrations, "", .. ledger, .. fixedOnes, "-- Of a table", .. made, "", "-- Tables, keys and indexes", script];

        ShouldBeApproved(string.Join("\n", lines).ReplaceLineEndings("\n"));
    }

    private static void ShouldBeApproved(string actual, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, "Statements.verified.sql");
        if (Environment.GetEnvironmentVariable("STELLARFORGE_APPROVE") == "1")
            File.WriteAllText(file, actual);
        actual.ShouldBe(File.ReadAllText(file).ReplaceLineEndings("\n"));
    }
}
