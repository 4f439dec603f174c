using StellarForge.Engine;
using StellarForge.Engine.Relational;
using StellarForge.Sinks;

namespace StellarForge.Targets.MySql;

/// <summary>One worker's connection.</summary>
internal sealed class MySqlSession(MySqlTarget target, RelationalConnection connection, RelationalLedger ledger, MySqlServerInfo server)
    : RelationalSession(target, connection, ledger)
{
    private readonly LoadDataWriter _writer = new(target.DisplayName, connection, server);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _writer.Dispose();
    }

#if !MYSQLCONNECTOR
    public override Task AbortAsync()
    {
        MySqlSocket.Close((MySqlConnection)Connection.Driver);
        return Task.CompletedTask;
    }

#endif
    protected override Task<long> LoadRowsAsync(RowSource rows, IProgress<BatchProgress>? progress, CancellationToken cancellationToken) =>
        _writer.WriteAsync(rows, progress, cancellationToken);
}
