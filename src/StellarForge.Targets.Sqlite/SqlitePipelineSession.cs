using StellarForge.Ddl;
using StellarForge.Engine.Relational;
using StellarForge.Engine.Streams;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Targets.Sqlite;

/// <summary>
/// A pipeline's connection. A row whose key is there is found by SQLite's own count as it is inserted; rows that replace others go through a staging table,
/// so that of one key only the last is written. SQLite's calls block.
/// </summary>
internal sealed class SqlitePipelineSession(SqliteTarget target, SqliteFileConnection connection, PipelinePlan plan)
    : RelationalPipelineSession(target, connection, plan)
{
    private const string StagingPrefix = "stellarforge_staging_";

    private static readonly SqlDialect Sql = SqliteDialect.Instance;

    private readonly PipelinePlan _plan = plan;
    private readonly SqliteInserter _inserter = new(connection.Database);
    private readonly Dictionary<PipelineTable, TableSchema> _staging = new(ReferenceEqualityComparer.Instance);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _inserter.Dispose();
    }

    protected override async Task BeginCoreAsync(CancellationToken cancellationToken)
    {
        // Outside of a transaction, which may be rolled back.
        if (_staging.Count == 0)
        {
            foreach (var table in _plan.Tables.Where(table => table.Mode == WriteMode.Upsert))
            {
                var staging = NumberedRows.WithNumber(table.Schema) with { Name = $"{StagingPrefix}{_staging.Count}" };
                await Connection.ExecuteAsync(
                    $"CREATE TEMPORARY TABLE {Sql.QuoteTable(staging)} AS "
                    + $"SELECT {Columns(table.Schema)}, 0 AS {NumberedRows.NumberColumn} FROM {Sql.QuoteTable(table.Schema)} WHERE 0",
                    cancellationToken);
                _staging.Add(table, staging);
            }
        }

        await base.BeginCoreAsync(cancellationToken);
    }

    protected override async Task<WriteOutcome> LoadRowsAsync(PipelineTable table, Func<RowSource> rows, CancellationToken cancellationToken)
    {
        var source = rows();
        if (table.Schema.Key.IsEmpty)
        {
            var taken = _inserter.Insert(source, "", left: null, progress: null, cancellationToken);
            ThrowIfMissing(table, source.RowsWritten, taken);
            return new WriteOutcome(taken, 0, []);
        }

        if (_staging.TryGetValue(table, out var staging))
        {
            await Connection.ExecuteAsync($"DELETE FROM {Sql.QuoteTable(staging)}", cancellationToken);
            var staged = _inserter.Insert(new NumberedRows(source, staging), "", left: null, progress: null, cancellationToken);
            var written = await Connection.ExecuteAsync(Merge(table, staging), cancellationToken);
            return new WriteOutcome(written, staged - written, []);
        }

        var left = new List<int>();
        var inserted = _inserter.Insert(source, $" ON CONFLICT ({Names(table.Schema, table.Schema.Key)}) DO NOTHING", left, progress: null, cancellationToken);
        return table.Mode == WriteMode.Append ? new WriteOutcome(inserted, 0, left) : new WriteOutcome(inserted, left.Count, []);
    }

    // One without a version is older than any that has one.
    private static string Merge(PipelineTable table, TableSchema staging)
    {
        var (schema, key) = (table.Schema, Names(table.Schema, table.Schema.Key));
        var version = table.Version is { } ordinal ? Sql.Quote(schema.Columns[ordinal].Name) : null;
        var others = schema.Columns.Where((_, ordinal) => !schema.Key.Contains(ordinal)).Select(column => Sql.Quote(column.Name)).ToList();
        var newest = version is null ? "" : $"{version} DESC NULLS LAST, ";
        var ifNotOlder = version is null ? "" : $" WHERE target.{version} IS NULL OR excluded.{version} >= target.{version}";
        var replacement = others.Count == 0 ? "NOTHING" : $"UPDATE SET {string.Join(", ", others.Select(name => $"{name} = excluded.{name}"))}{ifNotOlder}";
        return $"""
            INSERT INTO {Sql.QuoteTable(schema)} AS target ({Columns(schema)})
            SELECT {Columns(schema)} FROM (
                SELECT {Columns(schema)}, row_number() OVER (PARTITION BY {key} ORDER BY {newest}{NumberedRows.NumberColumn} DESC) AS stellarforge_place
                FROM {Sql.QuoteTable(staging)})
            WHERE stellarforge_place = 1
            ON CONFLICT ({key}) DO {replacement}
            """;
    }

    private static string Columns(TableSchema table) => Names(table, Enumerable.Range(0, table.Columns.Length));

    private static string Names(TableSchema table, IEnumerable<int> ordinals) =>
        string.Join(", ", ordinals.Select(ordinal => Sql.Quote(table.Columns[ordinal].Name)));
}
