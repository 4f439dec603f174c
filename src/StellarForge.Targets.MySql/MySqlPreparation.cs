using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Engine.Relational;

namespace StellarForge.Targets.MySql;

/// <summary>What is particular to MySQL where tables and ledger are made ready.</summary>
internal static class MySqlPreparation
{
    /// <summary>Refuses tables that differ in their schema alone.</summary>
    /// <exception cref="FillRefusedException">There are such.</exception>
    public static void CheckNames(FillPlan plan)
    {
        foreach (var tables in plan.Model.Tables.GroupBy(table => table.Schema.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (tables.Count() > 1 && tables.Any(plan.Tables.Contains))
                throw new FillRefusedException($"MySQL has no schemas, and the tables {string.Join(" and ", tables)} would be one. Give one of them another name, or leave it out by --tables.");
        }
    }

    /// <summary>Drops the fill's tables, after whoever is loading them. The ledger keeps what it has of them: it is by the missing table that the next step, also of another process, sees what to do.</summary>
    public static async Task DropAsync(RelationalConnection connection, FillPlan plan, CancellationToken cancellationToken)
    {
        foreach (var table in plan.Tables)
            await connection.ExecuteAsync(SqlDialect.MySql.DropTable(table.Schema), cancellationToken);
    }
}
