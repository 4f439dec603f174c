using StellarForge.Targets.SqlServer.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.SqlServer.Tests;

/// <summary>Against a real server, where there is one: it can't be installed by a test.</summary>
public class SqlServerConformanceTests : TargetConformanceTests
{
    [Fact]
    public async Task Foreign_keys_of_an_application_are_away_while_its_tables_are_loaded_and_come_back_as_they_were()
    {
        await using var store = new SqlServerStore(await SqlServerDatabase.CreateAsync());
        await store.SqlAsync(
            """
            CREATE TABLE accounts (
                id bigint NOT NULL CONSTRAINT PK_Accounts PRIMARY KEY, name nvarchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL UNIQUE,
                balance decimal(12, 2) NOT NULL, note nvarchar(9) NULL);
            CREATE TABLE transfers (id int NOT NULL PRIMARY KEY, from_id bigint NOT NULL CONSTRAINT FK_From REFERENCES accounts ON DELETE CASCADE,
                follows_id int NULL CONSTRAINT FK_Follows REFERENCES transfers, amount decimal(12, 2) NOT NULL, at datetime2(6) NOT NULL);
            """);
        const string Keys =
            """
            SELECT STRING_AGG(CONCAT(name, ' ', delete_referential_action_desc, ' ', is_disabled, is_not_trusted), ', ') WITHIN GROUP (ORDER BY name)
            FROM sys.foreign_keys WHERE parent_object_id = OBJECT_ID('transfers')
            """;
        var before = await store.SqlAsync(Keys);

        await FillAsync(store, Bank.Model);
        (await store.SqlAsync(Keys)).ShouldBe(before);
        await ShouldMatchAsync(store, Bank.Model);

        // Those of a table that stays come back as well.
        await FillAsync(store, Bank.Model, tables: [Bank.Accounts], recreate: true);
        await FillAsync(store, Bank.Model);
        (await store.SqlAsync(Keys)).ShouldBe(before);
    }

    protected override async Task<TargetStore> CreateAsync() => new SqlServerStore(await SqlServerDatabase.CreateAsync());
}
