using Microsoft.Data.SqlClient;
using StellarForge.Ddl;
using StellarForge.Engine;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.SqlServer.Tests;

/// <summary>Against a real server, where there is one: it can't be installed by a test.</summary>
public class SqlServerConformanceTests : TargetConformanceTests
{
    protected override async Task<TargetStore> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable("STELLARFORGE_SQLSERVER");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "STELLARFORGE_SQLSERVER holds no connection string of a SQL Server.");
        var store = new Store(server!);
        await Store.ExecuteAsync(server!, $"CREATE DATABASE {store.Database}");
        return store;
    }

    private sealed class Store(string server) : TargetStore
    {
        public string Database { get; } = $"test_{Guid.NewGuid():N}";

        public override string Uri => $"Provider=SqlServer;{Own}";

        public override ITarget Open() => SqlServerTarget.Open(Own);

        public override async Task<long> CountAsync(Table table) =>
            (long)(await ExecuteAsync(Own, $"SELECT COUNT_BIG(*) FROM {SqlDialect.SqlServer.QuoteTable(table.Schema)}"))!;

        public override Task SetPriceAsync(Guid order, int number, string price) =>
            ExecuteAsync(Own, $"UPDATE shop.lines SET price = {price} WHERE order_code = '{order}' AND number = {number}");

        public override Task DeleteLineAsync(Guid order, int number) =>
            ExecuteAsync(Own, $"DELETE FROM shop.lines WHERE order_code = '{order}' AND number = {number}");

        public override Task AddVisitAsync(int page) => ExecuteAsync(Own, $"INSERT INTO visits VALUES ({page}, NULL)");

        public override async ValueTask DisposeAsync() =>
            await ExecuteAsync(server, $"ALTER DATABASE {Database} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {Database}");

        public static async Task<object?> ExecuteAsync(string connectionString, string sql)
        {
            await using var connection = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new SqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }

        private string Own => new SqlConnectionStringBuilder(server) { InitialCatalog = Database }.ConnectionString;
    }
}
