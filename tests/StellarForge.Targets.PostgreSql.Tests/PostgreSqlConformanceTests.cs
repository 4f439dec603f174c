using StellarForge.Engine;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;
using StellarForge.Testing.Targets;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlConformanceTests(PostgreSqlServer server) : RelationalConformanceTests
{
    protected override (string Fills, string Chunks, string Version) Ledger => ("stellarforge.fills", "stellarforge.chunks", "stellarforge.ledger");

    protected override (string Create, string Tables, string Chunks, string Identity) FirstLedger => (
        """
        CREATE SCHEMA IF NOT EXISTS stellarforge;
        CREATE TABLE stellarforge.tables (
            table_name text PRIMARY KEY,
            identity_hash text NOT NULL,
            parts text NOT NULL,
            finished_at timestamptz);
        CREATE TABLE stellarforge.chunks (
            table_name text NOT NULL REFERENCES stellarforge.tables,
            number integer NOT NULL,
            from_row bigint NOT NULL,
            to_row bigint NOT NULL,
            done_at timestamptz,
            PRIMARY KEY (table_name, number));
        CREATE INDEX ON stellarforge.chunks (table_name, number) WHERE done_at IS NULL;
        CREATE TABLE stellarforge.foreign_keys (
            table_name text NOT NULL,
            parent_name text NOT NULL,
            name text NOT NULL,
            definition text NOT NULL,
            PRIMARY KEY (table_name, name));
        COMMENT ON SCHEMA stellarforge IS 'The ledger of stellarforge fills: what was loaded, and what is left to do.';
        """,
        "stellarforge.tables", "stellarforge.chunks", "identity_hash");

    [Fact]
    public async Task A_first_ledger_that_had_a_table_twice_keeps_the_entry_with_its_schema()
    {
        await using var store = await CreateAsync();
        await FillByFirstReleaseAsync(store);
        await store.RunAsync(
            """
            INSERT INTO stellarforge.tables SELECT 'public.visits', identity_hash, parts FROM stellarforge.tables WHERE table_name = 'visits';
            INSERT INTO stellarforge.chunks SELECT 'public.visits', number, from_row, to_row FROM stellarforge.chunks WHERE table_name = 'visits';
            UPDATE stellarforge.tables SET identity_hash = 'another' WHERE table_name = 'visits';
            INSERT INTO stellarforge.foreign_keys VALUES
                ('visits', 'visits', 'fk_a', 'of the name alone'), ('public.visits', 'public.visits', 'fk_a', 'of both'),
                ('visits', 'shop.orders', 'fk_b', 'of the name alone');
            """);

        await using var target = store.Open();
        await target.PrepareAsync(FillPlanner.Plan(Shop.Model, World.Default), recreate: false, TestContext.Current.CancellationToken);

        (await store.RunAsync("SELECT string_agg(table_name, ',' ORDER BY table_name) FROM stellarforge.fills"))
            .ShouldBe("public.visits,shop.lines,shop.orders");
        (await store.RunAsync("SELECT string_agg(DISTINCT table_name, ',') FROM stellarforge.chunks WHERE table_name LIKE '%visits'"))
            .ShouldBe("public.visits");
        (await store.RunAsync(
            "SELECT string_agg(concat(table_name, ' to ', parent_name, ': ', name, ' ', definition), '; ' ORDER BY name) FROM stellarforge.foreign_keys"))
            .ShouldBe("public.visits to public.visits: fk_a of both; public.visits to shop.orders: fk_b of the name alone");
    }

    [Fact]
    public async Task A_first_ledgers_table_that_several_schemas_have_is_nobodys()
    {
        await using var store = await CreateAsync();
        await FillByFirstReleaseAsync(store);
        await store.RunAsync("CREATE SCHEMA another; CREATE TABLE another.visits (LIKE visits);");
        await store.AddVisitAsync(7);

        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Model))).Message.ShouldStartWith("Table visits already holds rows");
        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync(store, Shop.Model, recreate: true))).Message
            .ShouldStartWith("Table visits already holds");

        await FillAsync(store, Shop.Model, recreate: true, force: true);
        await ShouldMatchAsync(store, Shop.Model);
    }

    protected override string DropLedger => "DROP SCHEMA stellarforge CASCADE;";

    protected override async Task<TargetStore> CreateAsync() => new PostgreSqlStore(await server.CreateDatabaseAsync());
}
