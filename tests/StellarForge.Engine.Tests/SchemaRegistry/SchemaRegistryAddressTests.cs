using StellarForge.Engine.SchemaRegistry;

namespace StellarForge.Engine.Tests.SchemaRegistry;

public class SchemaRegistryAddressTests
{
    [Fact]
    public void An_address_has_its_parts_and_shows_no_secret()
    {
        var address = SchemaRegistryAddress.Parse("https://me:p%40ss%2F@registry.example:8443/base/?schemas=a%20b&timeout=2.5&ca=x.pem");

        (address.User, address.Password, address.Schemas, address.CertificateAuthority).ShouldBe(("me", "p@ss/", "a b", "x.pem"));
        address.Timeout.ShouldBe(TimeSpan.FromSeconds(2.5));
        address.ToString().ShouldBe("https://registry.example:8443/base");
        $"{address with { Timeout = TimeSpan.FromSeconds(1) }}".ShouldNotContain("p@ss");
        SchemaRegistryAddress.Parse("http://registry").Url.Port.ShouldBe(80);
    }

    [Theory]
    [InlineData("registry:8081")]
    [InlineData("ftp://me:secret@registry")]
    [InlineData("http://me:secret/s@registry")]
    [InlineData("http://me:12/secret@registry")]
    [InlineData("http://me:12?secret@registry")]
    [InlineData("http://me:12#secret@registry")]
    [InlineData("http://me:secret@registry?schema=x")]
    [InlineData("http://me:secret@registry?timeout=x")]
    [InlineData("http://me:secret@registry?timeout=-1")]
    [InlineData("http://me:secret@registry?schemas")]
    public void A_wrong_address_is_refused_without_its_secret(string address) =>
        Should.Throw<FormatException>(() => SchemaRegistryAddress.Parse(address)).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("schema registry"), message => message.ShouldNotContain("secret"));

    [Fact]
    public void An_unknown_option_has_its_nearest_name() =>
        Should.Throw<FormatException>(() => SchemaRegistryAddress.Parse("http://registry?schema=x")).Message
            .ShouldStartWith("The schema registry http://registry has no option schema. Did you mean");
}
