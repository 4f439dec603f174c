using System.Globalization;

namespace StellarForge.Targets.MySql;

/// <summary>Statements in one line. Parameters are <c>@p0</c>, <c>@p1</c>, …</summary>
internal static class MySqlCommands
{
    public static MySqlCommand Command(this MySqlConnection connection, string sql, params ReadOnlySpan<object> parameters)
    {
        var command = new MySqlCommand(sql, connection);
        for (var number = 0; number < parameters.Length; number++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@p{number}"), parameters[number]);
        return command;
    }

    public static async Task<int> ExecuteAsync(this MySqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether a query has a row.</summary>
    public static async Task<bool> AnyAsync(this MySqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>The rows of a query, each made into something.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this MySqlConnection connection, string sql, Func<MySqlDataReader, T> make, CancellationToken cancellationToken, params object[] parameters)
    {
        var rows = new List<T>();
        await using var command = connection.Command(sql, parameters);
        await using var reader = (MySqlDataReader)await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(make(reader));
        return rows;
    }
}
