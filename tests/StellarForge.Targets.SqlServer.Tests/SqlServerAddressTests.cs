using Microsoft.Data.SqlClient;

namespace StellarForge.Targets.SqlServer.Tests;

public class SqlServerAddressTests
{
    [Theory]
    [InlineData(
        "sqlserver://me:p%40ss%2Fword@db.example:1444/my%20db?encrypt=strict&connect_timeout=3",
        "Data Source=db.example,1444;User ID=me;Password=p@ss/word;Initial Catalog=my db;Encrypt=Strict;Connect Timeout=3")]
    [InlineData(
        "mssql://me:a@b:c@host/db?trustservercertificate=true",
        "Data Source=host;User ID=me;Password=a@b:c;Initial Catalog=db;TrustServerCertificate=true")]
    [InlineData(
        "sqlserver://me:x@h/db?sslmode=require&connect_timeout=7&command_timeout=9",
        "Data Source=h;User ID=me;Password=x;Initial Catalog=db;Encrypt=Mandatory;TrustServerCertificate=true;Connect Timeout=7;Command Timeout=9")]
    [InlineData(
        "sqlserver://me:x@h/db?sslmode=verify-full",
        "Data Source=h;User ID=me;Password=x;Initial Catalog=db;Encrypt=Mandatory;TrustServerCertificate=false")]
    [InlineData("sqlserver://localhost/db", "Data Source=localhost;Initial Catalog=db;Integrated Security=true")]
    [InlineData("sqlserver://me:x@[::1]:1433/db", "Data Source=\"::1,1433\";User ID=me;Password=x;Initial Catalog=db")]
    [InlineData("Server=h;User ID=u;Password=\"a;b\";Database=d", "Data Source=h;User ID=u;Password=\"a;b\";Initial Catalog=d")]
    public void An_address_is_read(string address, string expected)
    {
        var wanted = new SqlConnectionStringBuilder($"Command Timeout=0;{expected}") { ApplicationName = "stellarforge" };

        var read = SqlServerTargetConnector.Read(new SqlServerTargetConnector().Parse(address));
        read.EquivalentTo(wanted).ShouldBeTrue(read.ConnectionString);
    }

    [Theory]
    [InlineData("sqlserver://me:s3cret@h:port/db", "What follows the host's colon in the address is not a port.")]
    [InlineData("sqlserver://me:s3cret%zz@h/db", "A '%' in the address does not begin an escape")]
    [InlineData("sqlserver://me:s3cret@h/db?sslmode=verify-ca", "its value is not one of disable, require, verify-full")]
    [InlineData("sqlserver://me@h/db;password=s3cret", "The address has a ';' behind its user. Options follow a '?', with '&' between them;")]
    [InlineData("sqlserver://h;databaseName=db;password=s3cret", "The address has a ';' behind its user.")]
    [InlineData("sqlserver://me@h/db?application_name=a;password=s3cret", "The address has a ';' behind its user.")]
    [InlineData("sqlserver://me:s3cret@h/db?colour=red", "A SQL Server address does not have the option 'colour'")]
    [InlineData(
        "sqlserver://me:s3cret@h/db?connect_timeout=soon",
        "The option 'connect_timeout' of the address is not understood: its value is not a whole number.")]
    [InlineData("Password=s3cret;nonsense", "neither a URI nor a connection string; write sqlserver://user:password@host:1433/database or Provider=SqlServer;")]
    public void A_bad_address_is_explained_without_its_secrets(string address, string message)
    {
        var error = Should.Throw<FormatException>(() => SqlServerTarget.Open(address));

        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_target_is_called_by_its_address_without_the_password()
    {
        await using var target = SqlServerTarget.Open("sqlserver://me:s3cret@h:1444/db");

        target.DisplayName.ShouldBe("sqlserver://me@h:1444/db");
    }
}
