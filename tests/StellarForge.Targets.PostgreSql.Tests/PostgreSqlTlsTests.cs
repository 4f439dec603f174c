using StellarForge.Engine;
using StellarForge.Targets.PostgreSql.Tests.Support;
using StellarForge.Testing.Servers;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlTlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_trusted_by_its_certificate_and_no_other()
    {
        await using var server = new PostgreSqlServer { Tls = true };
        await server.InitializeAsync();
        await using var database = await server.CreateDatabaseAsync();
        var localhost = database.Uri.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        await using (var known = PostgreSqlTarget.Open($"{localhost}?sslmode=verify-full&sslrootcert={server.CertificateFile}"))
        {
            await known.FillAsync(Fills.Plan(Bank.Model));
            await known.ShouldHoldAsync(Bank.Transfers);
        }

        (await ErrorOfAsync($"{localhost}?sslmode=verify-full")).ShouldContain("certificate");
        (await ErrorOfAsync($"{database.Uri}?sslmode=verify-full&sslrootcert={server.CertificateFile}")).ShouldContain("certificate");
        (await ErrorOfAsync($"{database.Uri}?sslmode=disable")).ShouldContain("no encryption");
    }

    private static async Task<string> ErrorOfAsync(string address)
    {
        await using var target = PostgreSqlTarget.Open(address);
        var error = await Should.ThrowAsync<TargetException>(() => target.PingAsync(Token));
        error.Kind.ShouldBe(ErrorKind.Final, error.Message);
        error.Message.ShouldNotContain("\n");
        return error.Message;
    }
}
