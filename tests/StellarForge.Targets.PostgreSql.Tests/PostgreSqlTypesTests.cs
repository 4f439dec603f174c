using StellarForge.Engine.Verification;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlTypesTests(PostgreSqlServer server)
{
    private const string Table = "\"odd \"\"names\"\"\".all_types";

    [Fact]
    public async Task Every_type_is_read_back_as_it_was_made()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        var plan = Fills.Plan(AllTypes.Model, chunkRows: 70);

        await target.FillAsync(plan);

        await target.ShouldHoldAsync(plan.Tables[0]);
    }

    [Theory]
    [InlineData("integers", "0", "-128|0|-32768|0|-2147483648|0|-9223372036854775808|0")]
    [InlineData("integers", "1", "127|255|32767|65535|2147483647|4294967295|9223372036854775807|18446744073709551615")]
    [InlineData("numbers", "0", "-3.4028235e+38|-1.7976931348623157e+308|-9999999999999999.99|-9999999999999999999999999999.9999999999")]
    [InlineData("numbers", "1", "3.4028235e+38|1.7976931348623157e+308|9999999999999999.99|9999999999999999999999999999.9999999999")]
    [InlineData("numbers", "3", "1e-45|5e-324|*|0.0000000001")]
    [InlineData("numbers", "4", "*|*|*|0.0000000000")]
    [InlineData("numbers", "5", "*|*|*|1.0000000000")]
    [InlineData("times", "0", "0001-01-01|00:00:00|-10675199 days -02:48:05.47758|0001-01-01 00:00:00|0001-01-01 00:00:00")]
    [InlineData("times", "1", "9999-12-31|23:59:59.999999|10675199 days 02:48:05.47758|9999-12-31 23:59:59.999999|9999-12-31 23:59:59.999999")]
    [InlineData("others", "0", "f||00000000-0000-0000-0000-000000000000|\\x")]
    [InlineData("others", "1", "t|naïve 😀 𝄞 中文|ffffffff-ffff-ffff-ffff-ffffffffffff|*")]
    [InlineData("others", "2", "∅|∅|∅|∅")]
    [InlineData("integers", "2", "∅|∅|∅|∅|∅|∅|∅|∅")]
    [InlineData("times", "2", "∅|∅|∅|∅|∅")]
    public async Task Extreme_values_are_what_psql_shows(string columns, string row, string expected)
    {
        var list = columns switch
        {
            "integers" => "sbyte, byte, int16, uint16, int32, uint32, int64, uint64",
            "numbers" => "single, double, money, wide",
            "times" => "date, time, duration, timestamp::timestamp, \"offset\"::timestamp",
            _ => "\"Order\", text, uuid, \"binary\"",
        };
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);

        await target.FillAsync(Fills.Plan(AllTypes.Model));
        var shown = await database.PsqlAsync($"SET TimeZone = 'UTC'; SELECT {list} FROM {Table} WHERE id = {row} + 1");

        shown.Split('|').Zip(expected.Split('|'), (actual, wanted) => wanted == "*" ? wanted : actual).ShouldBe(expected.Split('|'));
    }

    [Fact]
    public async Task Values_in_columns_of_another_type_are_verified_as_what_they_mean()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await target.FillAsync(Fills.Plan(Documents.Model));
        var verifier = new Verifier(target, World.Default);

        var table = (await verifier.VerifyAsync(Documents.Model.Tables, cancellationToken: TestContext.Current.CancellationToken)).Single();
        table.Differences.Select(difference => difference.ToString()).ShouldBeEmpty();
        table.IsMatch.ShouldBeTrue();

        await database.PsqlAsync("UPDATE documents SET jsonb = jsonb_set(jsonb, '{bb,x}', '101') WHERE jsonb->>'z' = '7'");
        (await verifier.VerifyAsync(Documents.Model.Tables, cancellationToken: TestContext.Current.CancellationToken)).Single().IsMatch.ShouldBeFalse();
    }

    [Fact]
    public async Task A_value_that_was_changed_is_read_as_changed()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var target = PostgreSqlTarget.Open(database.Uri);
        await target.FillAsync(Fills.Plan(AllTypes.Model));

        await database.PsqlAsync($"ALTER TABLE {Table} ALTER money TYPE numeric; UPDATE {Table} SET money = 0.001, duration = '1 month', timestamp = " +
            "'infinity' WHERE id = 1");

        var row = (await target.ReadAsync(AllTypes.Model.Tables[0])).Single(row => row.StartsWith("0:Int64=1 ", StringComparison.Ordinal));
        row.ShouldContain("Utf8=0.001 ");
        row.ShouldContain("17:Utf8=1 months");
        row.ShouldContain("18:Utf8=infinity");
    }
}
