using System.Net;
using System.Net.Sockets;
using Npgsql;
using StellarForge.Engine;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlErrorsTests(PostgreSqlServer server)
{
    [Fact]
    public async Task An_unknown_database_is_named_with_the_way_out()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri.Replace(database.Name, "no_such", StringComparison.Ordinal));

        var error = await FailAsync(target);

        error.Message.ShouldContain("/no_such: database \"no_such\" does not exist (3D000). Create the database first");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_transient_and_named_without_the_password()
    {
        await using var target = PostgreSqlTarget.Open("postgres://me:s3cret%40@127.0.0.1:1/db");

        var error = await FailAsync(target);

        error.Message.ShouldBe("postgres://me@127.0.0.1:1/db: Failed to connect to 127.0.0.1:1: Connection refused. " +
            "Is the server running, and does it take connections from here?");
        error.Kind.ShouldBe(ErrorKind.Transient);
        error.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_the_servers_words()
    {
        await using var own = new PostgreSqlServer { Durable = true };
        await own.InitializeAsync();
        await using var database = await own.CreateDatabaseAsync();
        await database.PsqlAsync(
            """
            CREATE ROLE locked LOGIN PASSWORD 'right';
            DO $$ BEGIN EXECUTE format('COPY (VALUES (%L), (%L)) TO %L',
                'host all locked 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 trust', current_setting('hba_file')); END $$;
            SELECT pg_reload_conf();
            """);
        await using var target = PostgreSqlTarget.Open(database.Uri.Replace("postgres@", "locked:wr0ng@", StringComparison.Ordinal));

        var error = await FailAsync(target);

        error.Message.ShouldEndWith(": password authentication failed for user \"locked\" (28P01). " +
            "Check the user and the password in the target's address; escape special characters in a URI (@ is %40).");
        error.ToString().ShouldNotContain("wr0ng");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_driver_that_keeps_the_answer_to_a_copy_elsewhere_is_refused_before_the_first_row()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        target.AnswerField = "_moved";

        var error = await Should.ThrowAsync<TargetException>(() => target.PingAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain(" does not keep the rows of a COPY where Npgsql 10 does. Use the version that this release names.");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    // As a proxy answers whose server is away: yes to encryption, then the alert internal_error (RFC 8446, 6).
    [Fact]
    public async Task A_connection_that_breaks_while_it_is_encrypted_is_tried_again()
    {
        var token = TestContext.Current.CancellationToken;
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var answering = Task.Run(
            async () =>
            {
                using var client = await proxy.AcceptTcpClientAsync(token);
                var stream = client.GetStream();
                var request = new byte[4096];
                await stream.ReadAtLeastAsync(request, 8, cancellationToken: token);
                await stream.WriteAsync("S"u8.ToArray(), token);
                (await stream.ReadAsync(request, token)).ShouldBePositive();
                await stream.WriteAsync(new byte[] { 21, 3, 3, 0, 2, 2, 80 }, token);
                while (await stream.ReadAsync(request, token) > 0)
                {
                }
            },
            token);
        await using var target = PostgreSqlTarget.Open($"postgres://me@127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}/db?sslmode=require");

        var error = await FailAsync(target);

        error.Kind.ShouldBe(ErrorKind.Transient, error.ToString());
        await answering;
    }

    [Fact]
    public async Task A_row_that_the_table_refuses_is_shown()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await database.PsqlAsync("CREATE TABLE accounts (id bigint NOT NULL CHECK (id < 500), name text NOT NULL, balance numeric NOT NULL)");

        var error = await Should.ThrowAsync<TargetException>(() => target.FillAsync(Fills.Plan(Bank.Model)));

        error.Message.ShouldContain("new row for relation \"accounts\" violates check constraint \"accounts_id_check\" (23514). " +
            "Failing row contains (500, account № 499, ");
        (await database.PsqlAsync("SELECT count(*) FROM accounts")).ShouldBe("0");
    }

    [Fact]
    public async Task Rows_that_a_trigger_leaves_out_fail_the_fill()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await database.PsqlAsync(
            """
            CREATE TABLE accounts (id bigint NOT NULL, name text NOT NULL, balance numeric NOT NULL);
            CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN CASE WHEN NEW.id % 10 = 5 THEN NULL ELSE NEW END; END $$;
            CREATE TRIGGER leave_out BEFORE INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION leave_out();
            """);

        var error = await Should.ThrowAsync<TargetException>(() => target.FillAsync(Fills.Plan(Bank.Model)));

        error.Message.ShouldBe(
            $"{target.DisplayName}: table accounts: 1000 rows were sent, and the database took 900; they are rolled back with the transaction. " +
            "Look for triggers and rules of the table that leave rows out, and disable them while it is loaded.");
        error.Kind.ShouldBe(ErrorKind.Final);
        (await database.PsqlAsync("SELECT count(*) FROM accounts")).ShouldBe("0");

        await database.PsqlAsync("DROP FUNCTION leave_out CASCADE");
        await target.FillAsync(Fills.Plan(Bank.Model));
        await target.ShouldHoldAsync(Bank.Accounts);
    }

    [Fact]
    public async Task A_missing_right_is_told_in_the_servers_words()
    {
        await using var database = await server.CreateDatabaseAsync();
        var user = $"u{database.Name}";
        await database.PsqlAsync($"CREATE ROLE {user} LOGIN PASSWORD 'right'; REVOKE ALL ON SCHEMA public FROM PUBLIC");
        try
        {
            await using var target = PostgreSqlTarget.Open($"{database.ConnectionString};Username={user};Password=right");

            var error = await FailAsync(target);

            error.Message.ShouldContain($"permission denied for database {database.Name} (42501). The user needs CREATE");
            error.Kind.ShouldBe(ErrorKind.Final);
        }
        finally
        {
            await database.PsqlAsync($"DROP ROLE {user}");
        }
    }

    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown, ErrorKind.Transient)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, ErrorKind.Transient)]
    [InlineData(PostgresErrorCodes.SerializationFailure, ErrorKind.Transient)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, ErrorKind.Transient)]
    [InlineData(PostgresErrorCodes.TooManyConnections, ErrorKind.Transient)]
    [InlineData(PostgresErrorCodes.ConnectionFailure, ErrorKind.Transient)]
    [InlineData(PostgresErrorCodes.UniqueViolation, ErrorKind.Data)]
    [InlineData(PostgresErrorCodes.NumericValueOutOfRange, ErrorKind.Data)]
    [InlineData(PostgresErrorCodes.DiskFull, ErrorKind.Final)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, ErrorKind.Final)]
    [InlineData(PostgresErrorCodes.InvalidPassword, ErrorKind.Final)]
    public void An_error_says_what_may_be_done_about_it(string state, ErrorKind kind) =>
        PostgreSqlErrors.KindOf(new PostgresException("", "ERROR", "ERROR", state)).ShouldBe(kind);

    private static Task<TargetException> FailAsync(PostgreSqlTarget target) =>
        Should.ThrowAsync<TargetException>(() => target.PrepareAsync(Fills.Plan(Bank.Model), recreate: false, TestContext.Current.CancellationToken));

    [Fact]
    public void A_connection_that_is_not_open_any_more_was_lost_and_is_made_again()
    {
        using var connection = new NpgsqlConnection("Host=localhost");
        var error = Should.Throw<InvalidOperationException>(() => connection.BeginTransaction());

        PostgreSqlErrors.IsOfDriver(error).ShouldBeTrue();
        PostgreSqlErrors.KindOf(error).ShouldBe(ErrorKind.Transient);
        PostgreSqlErrors.IsOfDriver(new InvalidOperationException("ours")).ShouldBeFalse();
    }
}
