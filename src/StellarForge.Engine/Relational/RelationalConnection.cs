using System.Data;
using System.Data.Common;
using System.Globalization;

namespace StellarForge.Engine.Relational;

/// <summary>A connection to a database server and its transaction: statements in one line. Parameters are <c>@p0</c>, <c>@p1</c>, …</summary>
public class RelationalConnection : IAsyncDisposable
{
    /// <summary>A connection that <see cref="OpenAsync{T}"/> opens.</summary>
    /// <param name="driver">A closed connection.</param>
    protected RelationalConnection(DbConnection driver) => Driver = driver;

    /// <summary>The driver's own connection.</summary>
    public DbConnection Driver { get; }

    /// <summary>The transaction that is open, or <see langword="null"/>.</summary>
    public DbTransaction? Transaction { get; private set; }

    /// <summary>Whether a transaction is open.</summary>
    public virtual bool HasTransaction => Transaction is not null;

    /// <summary>Opens a connection and makes its session ready.</summary>
    /// <param name="driver">A closed connection, which is disposed of when this fails.</param>
    /// <param name="setUp">The statements that a session begins with.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static Task<RelationalConnection> OpenAsync(DbConnection driver, IEnumerable<string> setUp, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(driver);
        return OpenAsync(new RelationalConnection(driver), setUp, cancellationToken);
    }

    /// <summary>Opens a connection and makes its session ready.</summary>
    /// <typeparam name="T">The kind of connection.</typeparam>
    /// <param name="connection">A closed connection, which is disposed of when this fails.</param>
    /// <param name="setUp">The statements that a session begins with.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    protected static async Task<T> OpenAsync<T>(T connection, IEnumerable<string> setUp, CancellationToken cancellationToken)
        where T : RelationalConnection
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(setUp);
        try
        {
            await connection.Driver.OpenAsync(cancellationToken);
            foreach (var statement in setUp)
                await connection.ExecuteAsync(statement, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction at READ COMMITTED, which claims a chunk without locking what lies beside it.</summary>
    public virtual async Task BeginAsync(CancellationToken cancellationToken) =>
        Transaction = await Driver.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    /// <summary>Commits the transaction.</summary>
    public virtual async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (Transaction is null)
            throw new InvalidOperationException("No transaction is open.");
        await Transaction.CommitAsync(cancellationToken);
        await RollbackAsync();
    }

    /// <summary>Rolls back what is open.</summary>
    public virtual async Task RollbackAsync()
    {
        if (Transaction is not { } transaction)
            return;
        Transaction = null;
        await transaction.DisposeAsync();
    }

    /// <summary>Does work as part of the open transaction, or in one of its own.</summary>
    public async Task InTransactionAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (HasTransaction)
        {
            await work();
            return;
        }

        await BeginAsync(cancellationToken);
        await work();
        await CommitAsync(cancellationToken);
    }

    /// <summary>A command of the open transaction.</summary>
    public DbCommand Command(string sql, params ReadOnlySpan<object> parameters)
    {
        var command = Driver.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Transaction;
        for (var number = 0; number < parameters.Length; number++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{number}");
            parameter.Value = parameters[number];
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs a statement, and gives the number of rows that it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether the first value of a query is there, and is neither false nor zero.</summary>
    public async Task<bool> QueryBooleanAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is { } value and not DBNull && Convert.ToBoolean(value, CultureInfo.InvariantCulture);
    }

    /// <summary>The rows of a query, each made into something.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> make, CancellationToken cancellationToken, params object[] parameters)
    {
        ArgumentNullException.ThrowIfNull(make);
        var rows = new List<T>();
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(make(reader));
        return rows;
    }

    /// <summary>Rolls back what is open, and closes the connection.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Driver.DisposeAsync();
    }
}
