using Microsoft.Data.SqlClient;
using StellarForge.Engine;
using StellarForge.Targets.SqlServer.Tests.Support;

namespace StellarForge.Targets.SqlServer.Tests;

public class SqlServerErrorsTests
{
    [Theory]
    [InlineData(18456, "Login failed for user 'me'.", "Login failed for user 'me' (18456). Check the user and the password", false)]
    [InlineData(4060, "Cannot open database \"shop\" requested by the login.", "requested by the login (4060). Create the database first", false)]
    [InlineData(
        922,
        "Database 'shop' is being recovered. Waiting until recovery is finished.",
        "is being recovered. Waiting until recovery is finished (922).",
        true)]
    [InlineData(40613, "Database 'shop' on server 'x' is not currently available.", "is not currently available (40613).", true)]
    public async Task A_refused_login_is_told_in_the_servers_words(int number, string text, string expected, bool transient)
    {
        using var server = new FakeSqlServer { LoginError = (number, text) };
        await using var target = SqlServerTarget.Open(server.Uri);

        var error = await Should.ThrowAsync<TargetException>(() => target.PingAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldStartWith($"sqlserver://me@127.0.0.1:{server.Port}/shop: ");
        error.Message.ShouldContain(expected);
        error.ToString().ShouldNotContain("s3cret");
        error.Kind.ShouldBe(transient ? ErrorKind.Transient : ErrorKind.Final);
    }

    [Fact]
    public async Task A_value_that_the_server_refuses_ends_the_fill_in_its_words_and_leaves_no_row()
    {
        using var server = new FakeSqlServer { BulkError = (547, "The INSERT statement conflicted with the CHECK constraint \"positive\".") };

        var error = await Should.ThrowAsync<TargetException>(() => SqlServerFakeTests.FillAsync(server, Bank.Model));

        error.Message.ShouldContain("conflicted with the CHECK constraint \"positive\" (547).");
        server.Database.Query("SELECT count(*) FROM stellarforge.loaded").ShouldBe(0L);
        server.Database.Query("SELECT count(*) FROM stellarforge.chunks WHERE done_at IS NOT NULL").ShouldBe(0L);
        server.Database.Query("SELECT count(*) FROM stellarforge.chunks").ShouldNotBe(0L);
    }

    [Fact]
    public void A_connection_that_was_lost_meanwhile_is_no_rows_fault()
    {
        using var closed = new SqlConnection("Server=127.0.0.1");
        using var command = new SqlCommand("SELECT 1", closed);

        SqlServerErrors.KindOf(Should.Throw<InvalidOperationException>(() => command.ExecuteNonQuery())).ShouldBe(ErrorKind.Transient);
        SqlServerErrors.KindOf(new InvalidOperationException("A value can't be converted.", new FormatException())).ShouldBe(ErrorKind.Data);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_transient_and_named_without_the_password()
    {
        await using var target = SqlServerTarget.Open("sqlserver://me:s3cret@127.0.0.1:1/db?connect_timeout=5");

        var error = await Should.ThrowAsync<TargetException>(() => target.PingAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldStartWith("sqlserver://me@127.0.0.1:1/db: ");
        error.Message.ShouldEndWith(" Is the server running, and does it take connections from here?");
        error.ToString().ShouldNotContain("s3cret");
        error.Kind.ShouldBe(ErrorKind.Transient);
    }
}
