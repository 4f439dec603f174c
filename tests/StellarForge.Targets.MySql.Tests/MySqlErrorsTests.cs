using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.MySql.Tests;

public class MySqlErrorsTests(MariaDbServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unknown_database_is_named_with_the_way_out()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = MySqlTarget.Open(database.Uri.Replace(database.Name, "no_such", StringComparison.Ordinal));

        var error = await FailAsync(target);

        error.Message.ShouldContain("/no_such: Unknown database 'no_such' (1049). Create the database first");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_transient_and_named_without_the_password()
    {
        await using var target = MySqlTarget.Open("mysql://me:s3cret%40@127.0.0.1:1/db");

        var error = await FailAsync(target);

        error.Message.ShouldStartWith("mysql://me@127.0.0.1:1/db: ");
        error.Message.ShouldEndWith(" Is the server running, and does it take connections from here?");
        error.Kind.ShouldBe(ErrorKind.Transient);
        error.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_the_servers_words()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var user = await UserAsync(database, "SELECT");
        await using var target = MySqlTarget.Open(user.Uri("wr0ng"));

        var error = await FailAsync(target);

        error.Message.ShouldContain($"Access denied for user '{user.Name}'@");
        error.Message.ShouldEndWith("Check the user and the password in the target's address; escape special characters in a URI (@ is %40).");
        error.ToString().ShouldNotContain("wr0ng");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_missing_right_is_told_in_the_servers_words()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var user = await UserAsync(database, "SELECT");
        await using var target = MySqlTarget.Open(user.Uri("right"));

        var error = await FailAsync(target);

        error.Message.ShouldContain("CREATE command denied to user");
        error.Message.ShouldContain("The user needs SELECT, INSERT, UPDATE, DELETE, CREATE");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task A_row_that_the_table_refuses_is_shown_and_nothing_of_its_chunk_stays()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ClientAsync("CREATE TABLE accounts (id bigint NOT NULL PRIMARY KEY CHECK (id < 500), name varchar(40) NOT NULL, balance " +
            "decimal(12,2) NOT NULL)");

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(database.Uri));

        error.Message.ShouldContain("accounts");
        error.Message.ShouldContain("CONSTRAINT");
        (await database.ClientAsync("SELECT count(*) FROM accounts WHERE id > 400")).ShouldBe("0");
    }

    [Fact]
    public async Task A_value_that_the_server_would_bend_fails_the_fill()
    {
        await using var database = await server.CreateDatabaseAsync();

        // latin1 has no №.
        await database.ClientAsync("CREATE TABLE accounts (id bigint NOT NULL PRIMARY KEY, name varchar(40) CHARACTER SET latin1 NOT NULL, balance " +
            "decimal(12,2) NOT NULL)");

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync(database.Uri));

        error.Message.ShouldContain("Incorrect string value: '\\xE2\\x84\\x96 0'");
        (await database.ClientAsync("SELECT count(*) FROM accounts")).ShouldBe("0");
    }

    [Fact]
    public async Task A_server_that_takes_no_local_files_gets_inserts_and_says_so()
    {
        await using var own = new MariaDbServer { Durable = true };
        await own.InitializeAsync();
        await using var database = await own.CreateDatabaseAsync();
        await database.ClientAsync("SET GLOBAL local_infile = OFF");
        var notices = new Notices();

        foreach (var model in (Model[])[Bank.Model, AllTypes.OfShortSpans])
        {
            await FillAsync(database.Uri, model, notices);
            await ShouldMatchAsync(database.Uri, model, World.Default);
        }

        notices.Texts[0].ShouldContain("local_infile is off on the server, so rows go in by INSERT, more slowly.");
    }

    [Fact]
    public async Task A_fill_outlives_a_server_that_is_killed_and_comes_back()
    {
        await using var own = new MariaDbServer { Durable = true };
        await own.InitializeAsync();
        await using var database = await own.CreateDatabaseAsync();
        var world = new World(rows: new Dictionary<string, long> { ["accounts"] = 10_000, ["transfers"] = 200_000 });
        await using var target = MySqlTarget.Open(database.Uri);
        var half = new Notices { Threshold = 100_000 };

        var filling = new FillRunner(target, FillPlanner.Plan(Bank.Model, world, chunkRows: 5_000)).RunAsync(half, cancellationToken: Token);
        await half.Reached;
        await own.KillAsync();
        await own.RestartAsync();
        var result = await filling;

        result.IsComplete.ShouldBeTrue();
        half.Texts.ShouldNotBeEmpty();
        await ShouldMatchAsync(database.Uri, Bank.Model, world);
        (await database.ClientAsync("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM transfers")).ShouldBe("200000\t200000\t1\t200000");
    }

    [Theory]
    [InlineData("KILL QUERY")]
    [InlineData("KILL")]
    public async Task A_load_that_an_administrator_kills_is_tried_again_and_said_in_words(string kill)
    {
        await using var database = await server.CreateDatabaseAsync();
        var world = new World(rows: new Dictionary<string, long> { ["accounts"] = 1_000, ["transfers"] = 400_000 });
        await using var target = MySqlTarget.Open(database.Uri);
        var notices = new Notices();
        var options = new FillOptions { Workers = 2, Retries = 50, RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(50) };

        var filling = new FillRunner(target, FillPlanner.Plan(Bank.Model, world, chunkRows: 100_000), options).RunAsync(notices, cancellationToken: Token);
        for (var kills = 0; kills < 6 && !filling.IsCompleted;)
        {
            var loads = await database.ClientAsync("SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'LOAD DATA%'");
            foreach (var load in loads.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                // It may have ended meanwhile (1094).
                await database.ClientAsync($"DELIMITER //\nBEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR 1094 DO 0; {kill} {load}; END //");
                kills++;
            }
        }

        (await filling).IsComplete.ShouldBeTrue();
        notices.Texts.ShouldNotBeEmpty();
        notices.Texts.ShouldAllBe(text => !text.Contains("Object reference", StringComparison.Ordinal));
        await ShouldMatchAsync(database.Uri, Bank.Model, world);
    }

    [Theory]
    [InlineData("8.0.36", true)]
    [InlineData("5.7.44-log", false)]
    [InlineData("10.11.14-MariaDB-0+deb12u2", true)]
    [InlineData("5.5.5-10.5.12-MariaDB", false)]
    [InlineData("11.4.2-MariaDB", true)]
    public void Servers_without_SKIP_LOCKED_are_known(string version, bool skips) => MySqlServerInfo.HasSkipLocked(version).ShouldBe(skips);

    [Fact]
    public async Task Workers_take_turns_where_locked_rows_can_not_be_skipped()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = MySqlTarget.Open(database.Uri);
        target.Assumed = new MySqlServerInfo(SkipsLocked: false, TakesLocalFiles: true, PacketBytes: 1 << 24);

        var plan = FillPlanner.Plan(Bank.Model, World.Default, chunkRows: 500);
        var result = await new FillRunner(target, plan, new FillOptions { Workers = 3 }).RunAsync(cancellationToken: Token);

        result.IsComplete.ShouldBeTrue();
        await ShouldMatchAsync(database.Uri, Bank.Model, World.Default);
    }

    private static async Task FillAsync(string uri, Model? model = null, IProgress<FillProgress>? progress = null)
    {
        await using var target = MySqlTarget.Open(uri);
        var plan = FillPlanner.Plan(model ?? Bank.Model, World.Default, chunkRows: 100);
        await new FillRunner(target, plan, new FillOptions { Workers = 1 }).RunAsync(progress, cancellationToken: Token);
    }

    private static async Task ShouldMatchAsync(string uri, Model model, World world)
    {
        await using var target = MySqlTarget.Open(uri);
        (await new Verifier(target, world).VerifyAsync(model.Tables, cancellationToken: Token)).ShouldAllBe(table => table.IsMatch);
    }

    private static Task<TargetException> FailAsync(MySqlTarget target) =>
        Should.ThrowAsync<TargetException>(() => target.PrepareAsync(FillPlanner.Plan(Bank.Model, World.Default), recreate: false, Token));

    private static async Task<User> UserAsync(MariaDbDatabase database, string rights)
    {
        var user = new User(database, "u" + database.Name[..20]);
        await database.ClientAsync($"CREATE USER '{user.Name}'@'%' IDENTIFIED BY 'right'; GRANT {rights} ON {database.Name}.* TO '{user.Name}'@'%'");
        return user;
    }

    private sealed record User(MariaDbDatabase Database, string Name) : IAsyncDisposable
    {
        public string Uri(string password)
        {
            var server = new Uri(Database.Uri);
            return $"mysql://{Name}:{password}@{server.Host}:{server.Port}/{Database.Name}";
        }

        public async ValueTask DisposeAsync() => await Database.ClientAsync($"DROP USER '{Name}'@'%'");
    }

    private sealed class Notices : IProgress<FillProgress>
    {
        private readonly TaskCompletionSource _reached = new();

        public long Threshold { get; init; } = long.MaxValue;

        public Task Reached => _reached.Task;

        public List<string> Texts { get; } = [];

        public void Report(FillProgress value)
        {
            if (value.Notice is { } notice)
                Texts.Add(notice);
            if (value.Rows >= Threshold)
                _reached.TrySetResult();
        }
    }
}
