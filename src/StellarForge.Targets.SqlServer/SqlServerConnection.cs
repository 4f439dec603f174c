using System.Data;
using Microsoft.Data.SqlClient;

namespace StellarForge.Targets.SqlServer;

/// <summary>A connection, and its transaction: statements in one line.</summary>
internal sealed class SqlServerConnection : IAsyncDisposable
{
    private readonly SqlConnection _connection;
    private SqlTransaction? _transaction;

    private SqlServerConnection(SqlConnection connection) => _connection = connection;

    /// <summary>The bytes sent so far.</summary>
    public long BytesSent => (long)_connection.RetrieveStatistics()["BytesSent"]!;

    public static async Task<SqlServerConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new SqlServerConnection(new SqlConnection(connectionString) { StatisticsEnabled = true });
        try
        {
            await connection._connection.OpenAsync(cancellationToken);

            // Filtered indexes need these; and a deadlock's loser is better a loader, who tries again, than an application.
            await connection.ExecuteAsync(SqlServerStatements.SetSession, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public void BeginTransaction() => _transaction = _connection.BeginTransaction(IsolationLevel.ReadCommitted);

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction!.CommitAsync(cancellationToken);
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    /// <summary>Rolls back what is open.</summary>
    public async Task RollbackAsync()
    {
        if (_transaction is null)
            return;
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    public SqlBulkCopy BulkCopy(string table, SqlBulkCopyOptions options) =>
        new(_connection, options, _transaction) { DestinationTableName = table, BulkCopyTimeout = 0 };

    public SqlCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = new SqlCommand(sql, _connection, _transaction) { CommandTimeout = 0 };
        foreach (var (name, value) in parameters)
            command.Parameters.Add(Parameter(name, value));
        return command;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<bool> AskAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))! != 0;
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<SqlDataReader, T> row, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        var rows = new List<T>();
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        return rows;
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    // One plan for each statement, whatever the text's length; longer text than 4,000 needs another type.
    private static SqlParameter Parameter(string name, object value) => value is string text
        ? new SqlParameter(name, SqlDbType.NVarChar, text.Length > 4_000 ? -1 : 4_000) { Value = text }
        : new SqlParameter(name, value);
}
