using System.Globalization;
using StellarForge.Engine;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.MySql.Tests;

/// <summary>A database of one test's own, with the server's command-line client to look at it.</summary>
internal sealed class MySqlStore(MariaDbDatabase database) : TargetStore
{
    public override string Uri => database.Uri;

    public override ITarget Open() => MySqlTarget.Open(Uri);

    public Task<string> SqlAsync(string sql) => database.ClientAsync(sql);

    public override async Task<long> CountAsync(Table table) =>
        long.Parse(await SqlAsync($"SELECT count(*) FROM `{table.Schema.Name}`"), CultureInfo.InvariantCulture);

    public override Task SetPriceAsync(Guid order, int number, string price) =>
        SqlAsync($"UPDATE `lines` SET price = {price} WHERE order_code = '{order}' AND number = {number}");

    public override Task DeleteLineAsync(Guid order, int number) =>
        SqlAsync($"DELETE FROM `lines` WHERE order_code = '{order}' AND number = {number}");

    public override Task AddVisitAsync(int page) => SqlAsync($"INSERT INTO visits VALUES ({page}, NULL)");

    public override Task<string> RunAsync(string sql) => SqlAsync(sql);

    // What InnoDB tells of transactions is up to date only where nobody asked in the last tenth of a second: who asks more often is told the same for ever.
    // At random, so that tests that run at the same time do not keep each other from it.
    public override async Task<bool> HasWaiterAsync()
    {
        await Task.Delay(Random.Shared.Next(110, 400), TestContext.Current.CancellationToken);
        return await SqlAsync(
            """
            SELECT count(*) FROM information_schema.processlist LEFT JOIN information_schema.innodb_trx ON trx_mysql_thread_id = id
            WHERE db = DATABASE() AND (trx_state = 'LOCK WAIT' OR state = 'User lock')
            """) != "0";
    }

    public override ValueTask DisposeAsync() => database.DisposeAsync();
}
