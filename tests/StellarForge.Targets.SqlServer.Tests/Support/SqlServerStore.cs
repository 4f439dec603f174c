using StellarForge.Engine;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>A database of one test's own on a real server.</summary>
internal sealed class SqlServerStore(SqlServerDatabase database) : TargetStore
{
    public override string Uri => database.Address;

    public override ITarget Open() => SqlServerTarget.Open(database.ConnectionString);

    public Task<object?> SqlAsync(string sql) => database.SqlAsync(sql);

    public override async Task<long> CountAsync(Table table) =>
        (long)(await SqlAsync($"SELECT COUNT_BIG(*) FROM {SqlServerDialect.Instance.QuoteTable(table.Schema)}"))!;

    public override Task SetPriceAsync(Guid order, int number, string price) =>
        SqlAsync($"UPDATE shop.lines SET price = {price} WHERE order_code = '{order}' AND number = {number}");

    public override Task DeleteLineAsync(Guid order, int number) =>
        SqlAsync($"DELETE FROM shop.lines WHERE order_code = '{order}' AND number = {number}");

    public override Task AddVisitAsync(int page) => SqlAsync($"INSERT INTO visits VALUES ({page}, NULL)");

    public override async Task<bool> HasWaiterAsync() =>
        (int)(await SqlAsync("SELECT COUNT(*) FROM sys.dm_tran_locks WHERE request_status = 'WAIT' AND resource_database_id = DB_ID()"))! > 0;

    public override Task<string> RunAsync(string sql) => database.QueryAsync(sql);

    public override ValueTask DisposeAsync() => database.DisposeAsync();
}
