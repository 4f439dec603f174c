namespace StellarForge.Targets.MySql.Tests;

public class MySqlAddressTests
{
    [Theory]
    [InlineData("mysql://me:p%40ss@db.example:3307/shop?ssl-mode=required&connect-timeout=7", "db.example", 3307, "me", "p@ss", "shop")]
    [InlineData("mariadb://me@[::1]/shop", "::1", 3306, "me", "", "shop")]
    [InlineData("MySQL://localhost/shop", "localhost", 3306, "", "", "shop")]
    [InlineData("Server=db.example;Port=3307;User ID=me;Password=p@ss;Database=shop", "db.example", 3307, "me", "p@ss", "shop")]
    public void Addresses_are_read(string address, string host, int port, string user, string password, string database)
    {
        var builder = MySqlTargetConnector.Read(new MySqlTargetConnector().Parse(address));

        (builder.Server, (int)builder.Port, builder.UserID ?? "", builder.Password ?? "", builder.Database).ShouldBe((host, port, user, password, database));
        builder.Pooling.ShouldBeFalse();
        builder.AllowLoadLocalInfile.ShouldBeFalse();
    }

    [Fact]
    public void Options_are_read()
    {
        var builder = MySqlTargetConnector.Read(new MySqlTargetConnector().Parse("mysql://localhost/shop?ssl-mode=Required&connect-timeout=7"));

        builder.SslMode.ToString().ShouldBe("Required");
        builder.ConnectionTimeout.ShouldBe(7u);
        builder.DefaultCommandTimeout.ShouldBe(0u);
        MySqlTargetConnector.Read(new MySqlTargetConnector().Parse("mysql://localhost/shop?DefaultCommandTimeout=9")).DefaultCommandTimeout.ShouldBe(9u);
    }

    [Theory]
    [InlineData("DISABLED", "Disabled")]
    [InlineData("preferred", "Preferred")]
    [InlineData("REQUIRED", "Required")]
    [InlineData("prefer", "Preferred")]
    public void Modes_of_TLS_are_read_in_the_words_of_the_tools_and_of_libpq(string word, string mode) =>
        MySqlTargetConnector.Read(new MySqlTargetConnector().Parse($"mysql://localhost/shop?ssl-mode={word}")).SslMode.ToString().ShouldBe(mode);

    [Theory]
    [InlineData("verify_identity")]
    [InlineData("VERIFY_CA")]
    [InlineData("verify-full")]
    public void Certificates_are_checked_or_it_is_said_why_not(string word)
    {
        var address = new MySqlTargetConnector().Parse($"mysql://localhost/shop?ssl-mode={word}");
#if MYSQLCONNECTOR
        MySqlTargetConnector.Read(address).SslMode.ToString().ShouldStartWith("Verify");
#else
        Should.Throw<FormatException>(() => MySqlTargetConnector.Read(address)).Message.ShouldContain("can't check certificates");
#endif
    }

    [Fact]
    public void No_address_lets_a_server_have_files() =>
        MySqlTargetConnector.Read(new MySqlTargetConnector().Parse("mysql://localhost/shop?allowloadlocalinfile=true")).AllowLoadLocalInfile.ShouldBeFalse();

    [Fact]
    public void Options_that_all_servers_have_are_read_by_the_same_names()
    {
        var builder = MySqlTargetConnector.Read(new MySqlTargetConnector().Parse("mysql://localhost/shop?sslmode=require&connect_timeout=7&command_timeout=9"));

        builder.SslMode.ToString().ShouldBe("Required");
        (builder.ConnectionTimeout, builder.DefaultCommandTimeout).ShouldBe((7u, 9u));
    }

    [Theory]
    [InlineData("mysql://localhost", "names no database")]
    [InlineData("mysql://localhost:99999/shop", "What follows the host's colon in the address is not a port.")]
    [InlineData("mysql://me:s3cret%@localhost/shop", "A '%' in the address does not begin an escape")]
    [InlineData("mysql://localhost/shop?colour=red", "A MySQL address does not have the option 'colour'")]
    [InlineData("mysql://a:1,b:2/shop", "have different ports")]
    public void What_can_not_be_read_is_told(string address, string message)
    {
        var error = Should.Throw<FormatException>(() => MySqlTargetConnector.Read(new MySqlTargetConnector().Parse(address)));

        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public void Names_in_messages_have_no_password() => MySqlTarget.Open("mysql://me:s3cret@db/shop").DisplayName.ShouldBe("mysql://me@db:3306/shop");
}
