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
        var builder = MySqlAddress.Parse(address);

        (builder.Server, (int)builder.Port, builder.UserID ?? "", builder.Password ?? "", builder.Database).ShouldBe((host, port, user, password, database));
        builder.Pooling.ShouldBeFalse();
        builder.AllowLoadLocalInfile.ShouldBeTrue();
    }

    [Fact]
    public void Options_are_read()
    {
        var builder = MySqlAddress.Parse("mysql://localhost/shop?ssl-mode=Required&connect-timeout=7");

        builder.SslMode.ToString().ShouldBe("Required");
        builder.ConnectionTimeout.ShouldBe(7u);
        builder.DefaultCommandTimeout.ShouldBe(0u);
        MySqlAddress.Parse("mysql://localhost/shop?DefaultCommandTimeout=9").DefaultCommandTimeout.ShouldBe(9u);
    }

    [Fact]
    public void Options_that_all_servers_have_are_read_by_the_same_names()
    {
        var builder = MySqlAddress.Parse("mysql://localhost/shop?sslmode=require&connect_timeout=7&command_timeout=9");

        builder.SslMode.ToString().ShouldBe("Required");
        (builder.ConnectionTimeout, builder.DefaultCommandTimeout).ShouldBe((7u, 9u));
    }

    [Theory]
    [InlineData("mysql://localhost", "names no database")]
    [InlineData("mysql://localhost:99999/shop", "'99999' in the target's address is not a port")]
    [InlineData("mysql://me:s3cret%@localhost/shop", "A '%' in the password of the target's address does not begin an escape")]
    [InlineData("mysql://localhost/shop?colour=red", "The target's option 'colour' is not understood")]
    [InlineData("mysql://a:1,b:2/shop", "have different ports")]
    public void What_can_not_be_read_is_told(string address, string message)
    {
        var error = Should.Throw<FormatException>(() => MySqlAddress.Parse(address));

        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public void Names_in_messages_have_no_password() => MySqlTarget.Open("mysql://me:s3cret@db/shop").DisplayName.ShouldBe("mysql://me@db:3306/shop");
}
