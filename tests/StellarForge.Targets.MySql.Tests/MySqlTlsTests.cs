using StellarForge.Engine;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.MySql.Tests;

/// <summary>The server's certificate is for <c>localhost</c>; by 127.0.0.1 it is another host.</summary>
public sealed class MySqlTlsTests : IAsyncLifetime
{
    // The other driver of this code can't.
    private static readonly bool ChecksCertificates = typeof(MySqlConnection).Namespace == "MySqlConnector";

    private readonly MariaDbServer _server = new() { Tls = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    [Fact]
    public async Task A_user_who_must_encrypt_does_so_where_the_address_says_it()
    {
        await using var database = await _server.CreateDatabaseAsync();
        await database.ClientAsync("CREATE USER 'safe'@'%' REQUIRE SSL; GRANT ALL ON *.* TO 'safe'@'%'");
        var address = database.Uri.Replace("root@", "safe@", StringComparison.Ordinal);

        await using (var encrypted = MySqlTarget.Open($"{address}?sslmode=require"))
        {
            var plan = FillPlanner.Plan(Bank.Model, World.Default);
            (await new FillRunner(encrypted, plan).RunAsync(cancellationToken: Token)).IsComplete.ShouldBeTrue();
        }

        (await database.ClientAsync("SELECT count(*) FROM transfers")).ShouldBe("20000");
        await using var open = MySqlTarget.Open($"{address}?sslmode=disable");
        (await Should.ThrowAsync<TargetException>(() => open.PingAsync(Token))).Message.ShouldContain("Access denied for user 'safe'");
    }

    [Fact]
    public async Task A_server_is_trusted_by_its_authority_and_no_other_or_it_is_said_that_the_driver_can_not_tell()
    {
        await using var database = await _server.CreateDatabaseAsync();
        var otherHost = $"{database.Uri}?ssl-ca=";
        var localhost = otherHost.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        foreach (var (address, mode, isTrusted) in ((string, string, bool)[])
            [(localhost, "verify_ca", true), (otherHost, "verify_ca", true), (localhost, "verify_identity", true), (otherHost, "verify_identity", false)])
        {
            if (!ChecksCertificates)
            {
                Should.Throw<FormatException>(() => MySqlTarget.Open($"{address}{_server.AuthorityFile}&ssl-mode={mode}")).Message.ShouldBe(
                    "The MySQL driver of this build can't check certificates, as its package feed lacks a part of it. " +
                    "Write ssl-mode=required, or build with a feed that has MySqlConnector.");
                continue;
            }

            if (isTrusted)
            {
                await using var known = MySqlTarget.Open($"{address}{_server.AuthorityFile}&ssl-mode={mode}");
                await known.PingAsync(Token);
            }
            else
            {
                await ShouldBeRefusedAsync($"{address}{_server.AuthorityFile}&ssl-mode={mode}", "certificate");
            }

            await ShouldBeRefusedAsync($"{address}{_server.OtherAuthorityFile}&ssl-mode={mode}", "certificate");
            await ShouldBeRefusedAsync($"{address}/no/such.pem&ssl-mode={mode}", "/no/such.pem");
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task ShouldBeRefusedAsync(string address, string word)
    {
        await using var target = MySqlTarget.Open(address);
        var error = await Should.ThrowAsync<TargetException>(() => target.PingAsync(Token));
        error.Kind.ShouldBe(ErrorKind.Final, error.Message);
        error.Message.ShouldContain(word);
        error.Message.ShouldNotContain("\n");
    }
}
