using StellarForge.Engine;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.PostgreSql.Tests;

/// <summary>The server's certificate is for <c>localhost</c>; by 127.0.0.1 it is another host.</summary>
public sealed class PostgreSqlTlsTests : IAsyncLifetime
{
    private const string Refused =
        ": the server's certificate is refused: no authority that is trusted (sslrootcert) has signed it, or it is for another host (sslmode=verify-full).";

    private const string Unread = ": the file of sslrootcert, sslcert or sslkey can't be read: ";

    private readonly PostgreSqlServer _server = new() { Tls = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task A_server_is_trusted_by_its_authority_and_no_other()
    {
        await using var database = await _server.CreateDatabaseAsync();
        var otherHost = database.Uri;
        var localhost = otherHost.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        foreach (var address in (string[])[$"{localhost}?sslmode=verify-full", $"{localhost}?sslmode=verify-ca", $"{otherHost}?sslmode=verify-ca"])
        {
            await using (var known = PostgreSqlTarget.Open($"{address}&sslrootcert={_server.AuthorityFile}"))
                await known.PingAsync(Token);
            (await ErrorOfAsync($"{address}&sslrootcert={_server.OtherAuthorityFile}")).ShouldEndWith(Refused);
            (await ErrorOfAsync(address)).ShouldEndWith(Refused);
            (await ErrorOfAsync($"{address}&sslrootcert=/no/such.pem")).ShouldEndWith(Unread + "Could not find a part of the path '/no/such.pem'.");
            (await ErrorOfAsync($"{address}&sslrootcert={_server.AuthorityFile}.no"))
                .ShouldEndWith(Unread + $"Could not find file '{_server.AuthorityFile}.no'.");
            (await ErrorOfAsync($"{address}&sslrootcert={Environment.ProcessPath}")).ShouldContain(Unread);
        }

        (await ErrorOfAsync($"{otherHost}?sslmode=verify-full&sslrootcert={_server.AuthorityFile}")).ShouldEndWith(Refused);
        (await ErrorOfAsync($"{otherHost}?sslmode=disable")).ShouldContain("no encryption");
        await using var target = PostgreSqlTarget.Open($"{localhost}?sslmode=verify-full&sslrootcert={_server.AuthorityFile}");
        await target.FillAsync(Fills.Plan(Bank.Model));
        await target.ShouldHoldAsync(Bank.Transfers);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<string> ErrorOfAsync(string address)
    {
        await using var target = PostgreSqlTarget.Open(address);
        var error = await Should.ThrowAsync<TargetException>(() => target.PingAsync(Token));
        error.Kind.ShouldBe(ErrorKind.Final, error.Message);
        error.Message.ShouldNotContain("\n");
        return error.Message;
    }
}
