using Npgsql;
using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.PostgreSql;

/// <summary>One worker's connection.</summary>
internal sealed class PostgreSqlSession(PostgreSqlTarget target, RelationalConnection connection, RelationalLedger ledger)
    : RelationalSession(target, connection, ledger)
{
    private readonly CopyWriter _copy = new((NpgsqlConnection)connection.Driver);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _copy.Dispose();
    }

    protected override Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken) =>
        _copy.WriteAsync(rows, progress, cancellationToken);
}
