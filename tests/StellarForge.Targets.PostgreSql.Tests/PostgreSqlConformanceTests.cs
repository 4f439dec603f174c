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

    protected override string DropLedger => "DROP SCHEMA stellarforge CASCADE;";

    protected override async Task<TargetStore> CreateAsync() => new PostgreSqlStore(await server.CreateDatabaseAsync());
}
