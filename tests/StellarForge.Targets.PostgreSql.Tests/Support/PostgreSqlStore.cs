using System.Globalization;
using StellarForge.Engine;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests.Support;

/// <summary>A database of one test's own, with psql to look at it.</summary>
internal sealed class PostgreSqlStore(PostgreSqlDatabase database) : TargetStore
{
    public override string Uri => database.Uri;

    public override ITarget Open() => PostgreSqlTarget.Open(Uri);

    public override async Task<long> CountAsync(Table table) =>
        long.Parse(await database.PsqlAsync($"SELECT count(*) FROM {PostgreSqlDialect.Instance.QuoteTable(table.Schema)}"), CultureInfo.InvariantCulture);

    public override Task SetPriceAsync(Guid order, int number, string price) =>
        database.PsqlAsync($"UPDATE shop.lines SET price = {price} WHERE order_code = '{order}' AND number = {number}");

    public override Task DeleteLineAsync(Guid order, int number) =>
        database.PsqlAsync($"DELETE FROM shop.lines WHERE order_code = '{order}' AND number = {number}");

    public override Task AddVisitAsync(int page) => database.PsqlAsync($"INSERT INTO visits VALUES ({page}, NULL)");

    public override Task<string> RunAsync(string sql) => database.PsqlAsync(sql);

    public override async Task<bool> HasWaiterAsync() =>
        await RunAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") != "0";

    public override ValueTask DisposeAsync() => database.DisposeAsync();
}
