using Npgsql;

namespace StellarForge.Targets.PostgreSql.Tests;

public class PostgreSqlAddressTests
{
    [Theory]
    [InlineData(
        "postgres://me:p%40ss%2Fword@db.example:6543/my%20db?sslmode=verify-full&connect_timeout=3",
        "Host=db.example;Username=me;Password=p@ss/word;Port=6543;Database=my db;SSL Mode=VerifyFull;Timeout=3")]
    [InlineData("postgresql://localhost/db", "Host=localhost;Database=db")]
    [InlineData("postgres://me@/db", "Username=me;Host=localhost;Database=db")]
    [InlineData("postgres://me:a@b:c@host/db", "Username=me;Password=a@b:c;Host=host;Database=db")]
    [InlineData("postgres://[::1]:5433/db", "Host=::1;Port=5433;Database=db")]
    [InlineData("postgres://one:5001,two:5002/db?target_session_attrs=primary", "Host=one:5001,two:5002;Database=db;Target Session Attributes=primary")]
    [InlineData("postgres:///db?host=/var/run/postgresql&user=me", "Host=/var/run/postgresql;Database=db;Username=me")]
    [InlineData("Host=h;Username=u;Password=\"a;b\";Ssl Mode=Require", "Host=h;Username=u;Password=\"a;b\";SSL Mode=Require")]
    public void An_address_is_read(string address, string expected)
    {
        var builder = PostgreSqlTargetConnector.Read(new PostgreSqlTargetConnector().Parse(address));
        var wanted = new Npgsql.NpgsqlConnectionStringBuilder(expected) { ApplicationName = "stellarforge" };
        if (wanted.SslMode is not (SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull))
            wanted.RequireAuth = "!Password";

        builder.EquivalentTo(wanted).ShouldBeTrue(builder.ConnectionString);
    }

    [Theory]
    [InlineData("postgres://me:s3cret@h:port/db", "What follows the host's colon in the address is not a port.")]
    [InlineData("postgres://me:s3cret%zz@h/db", "A '%' in the address does not begin an escape")]
    [InlineData("postgres://me:s3cret@h/db?colour=red", "A PostgreSQL address does not have the option 'colour'")]
    [InlineData("postgres://me:s3cret@h/db?sslmod=require", "Did you mean 'sslmode'?")]
    [InlineData("postgres://me@h/db?password=a&s3cret=1", "does not have an option; it has sslmode, ")]
    [InlineData("postgres://me@h/db;password=s3cret", "The address has a ';' behind its user. Options follow a '?', with '&' between them;")]
    [InlineData("postgres://me:pa/s3cret@h/db", "The address has an '@' behind its host.")]
    [InlineData("postgres://me:pa?s3cret@h/db", "The address has an '@' behind its host.")]
    [InlineData("postgres://me:s3cret@h/db?sslmode=maybe", "The option 'sslmode' of the address is not understood: " +
        "its value is not one of disable, allow, prefer, require, verify-ca, verify-full.")]
    [InlineData("Password=s3cret;nonsense", "neither a URI nor a connection string; write postgres://user:password@host:5432/database or " +
        "Provider=PostgreSql;…")]
    public void A_bad_address_is_explained_without_its_secrets(string address, string message)
    {
        var error = Should.Throw<FormatException>(() => PostgreSqlTarget.Open(address));

        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_target_is_called_by_its_address_without_the_password()
    {
        await using var target = PostgreSqlTarget.Open("postgres://me:s3cret@h:5433/db");

        target.DisplayName.ShouldBe("postgres://me@h:5433/db");
    }
}
