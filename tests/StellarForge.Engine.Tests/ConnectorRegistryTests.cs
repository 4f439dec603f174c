using StellarForge.Engine.Connectors;
using StellarForge.Engine.Tests;

[assembly: Connector(typeof(MemoryConnector))]

namespace StellarForge.Engine.Tests;

public class ConnectorRegistryTests
{
    private static readonly ConnectorRegistry Registry = new(new MemoryConnector(), new PathConnector());

    [Theory]
    [InlineData("memory://me:p%40ss@host:1/db%20a?colour=red", "memory://me:***@host:1/db%20a?colour=red")]
    [InlineData("MEMORY://a@b:c@[::1]:5,two/db", "memory://a%40b:***@[::1]:5,two/db")]
    [InlineData("memory://host?PASS-WORD=x%26y&retries=3", "memory://host?PASS-WORD=***&retries=3")]
    [InlineData("Provider=Memory;Password=a;Colour=red", "Provider=Memory;password=***;colour=red")]
    [InlineData("colour=red;provider=memory", "Provider=Memory;colour=red")]
    [InlineData("path:/a%3Fb/c d?size=3", "path:/a%3Fb/c d?size=3")]
    [InlineData("path:///a", "path:/a")]
    public void An_address_is_shown_without_its_secrets(string address, string shown) => $"{Registry.Parse(address)}".ShouldBe(shown);

    [Fact]
    public void An_address_is_decoded()
    {
        var address = Registry.Parse("memory://m%40e:p%2Fs%3Fs@h%20x:77,other/d%25b?colour=deep%20red");

        (address.User, address.Password, address.Path).ShouldBe(("m@e", "p/s?s", "d%b"));
        address.Hosts.ShouldBe([new HostAddress("h x", 77), new HostAddress("other", null)]);
        address.Text(MemoryConnector.Colour).ShouldBe("deep red");
        Registry.Parse("path:a%20b").Path.ShouldBe("a b");
    }

    [Theory]
    [InlineData("here", "The address begins with no known scheme. Write one like memory://host, path:here.")]
    [InlineData("memry://me:s3cret@h", "The address begins with no known scheme. Did you mean 'memory:'?")]
    [InlineData("oracle://me:s3cret@h", "The address begins with no known scheme. Write one like memory://host, path:here.")]
    [InlineData("Host=x;Password=s3cret", "The connection string does not say what it is for: put Provider=… before it, one of Memory.")]
    [InlineData("Provider=Oracle;Password=s3cret", "The connection string's Provider is not known; the known ones are Memory.")]
    [InlineData("memory://here?retries=s3cret", "The option 'retries' of the address is not understood: its value is not a whole number.")]
    [InlineData("memory://here?retries=-1", "The option 'retries' of the address is not understood: its value is not a whole number.")]
    [InlineData("memory://here?color=s3cret", "A Memory address does not have the option 'color'. Did you mean 'colour'?")]
    [InlineData("memory://here?password=a&s3cret=b", "A Memory address does not have an option; it has colour, password, retries.")]
    [InlineData("memory://here?password=a&s3cret", "What follows the '?' of the address are options, as name=value with '&' between them, and one has no '='. "
        + "In a user, a password or an option's value, write / as %2F, ? as %3F, # as %23, & as %26, @ as %40 and % as %25.")]
    [InlineData("memory:here", "A 'memory' address has two slashes behind the colon; write one like memory://host.")]
    [InlineData("Password=s3cret;nonsense", "The address is neither a URI nor a connection string. Write one like memory://host, path:here.")]
    [InlineData("path:here?size=s3cret", "The option 'size' of the address is not understood: its value is not a whole number.")]
    public void What_can_not_be_read_is_explained_and_not_quoted(string address, string message) =>
        Should.Throw<FormatException>(() => Registry.Parse(address)).Message.ShouldBe(message);

    [Theory]
    [InlineData("memory://here?retries=3", 3)]
    [InlineData("memory://here?colour=a&Retries=0", 0)]
    [InlineData("path:here?retries=7", 7)]
    [InlineData("memory://here?colour=b", null)]
    [InlineData("Provider=Memory;Retries=2;Colour=x", 2)]
    public void How_often_to_try_again_is_an_option_of_every_address(string address, int? retries) => Registry.Parse(address).Retries.ShouldBe(retries);

    [Theory]
    [InlineData("-Infinity")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    [InlineData("99999999999999")]
    public void Seconds_are_a_number_that_can_be_waited_for(string value) =>
        Should.Throw<FormatException>(() => new ConnectorOption("wait", OptionType.Seconds, null, "").Read(value))
            .Message.ShouldContain("not a number of seconds");

    // Every character that means something in a URI or a connection string, escaped or forgotten, in each place of a password.
    [Fact]
    public void No_piece_of_a_password_is_in_a_message_or_in_what_is_shown()
    {
        const string First = "qZ7x", Second = "Kw9v", Third = "tJ4u";
        string[] marks = ["", "#", ";", "&", "/", "?", "@", ":", "=", "%", "%41", " ", "\"", "'", "?retries=", "/x?colour=", "&password=", "\n"];
        foreach (var password in from one in marks from two in marks select $"{First}{one}{Second}{two}{Third}")
        {
            foreach (var address in (string[])
            [
                $"memory://me:{password}@host/db",
                $"memory://me:{password}@host/db?retries=1",
                $"memory://me:{Uri.EscapeDataString(password)}@host/db?colur=red",
                $"memory://me@host/db?password={password}",
                $"memory://me@host/db?pass_word={password}&colur=a",
                $"Provider=Memory;Password={password}",
                $"Provider=Memory;Password={password};Colour=red",
                $"Provider=Memory;Password=\"{password.Replace("\"", "\"\"", StringComparison.Ordinal)}\";Colur=red",
                $"memory:me:{password}@host",
                $"memry://me:{password}@host/db",
                $"me:{password}@host",
                $"Password={password};Host=x",
            ])
            {
                string shown;
                try
                {
                    shown = $"{Registry.Parse(address)}";
                }
                catch (FormatException error)
                {
                    shown = $"{error}";
                }

                foreach (var piece in (string[])[First, Second, Third])
                    shown.ShouldNotContain(piece, Case.Insensitive, address);
            }
        }
    }

    [Fact]
    public void Assemblies_offer_their_connectors() =>
        ConnectorRegistry.Of(typeof(ConnectorRegistryTests).Assembly).Connectors.ShouldHaveSingleItem().Example.ShouldBe("memory://host");
}

public sealed class MemoryConnector : TargetConnector
{
    public static ConnectorOption Colour { get; } = new("colour", OptionType.Text, "blue", "A colour");

    public override string Name => "Memory";

    public override IReadOnlyList<string> Schemes => ["memory"];

    public override IReadOnlyList<string> Providers => ["Memory"];

    public override string Example => "memory://host";

    public override IReadOnlyList<ConnectorOption> Options => [Colour, new("password", OptionType.Text, null, "A secret")];

    public override ITarget Open(ConnectorAddress address) => new MemoryTarget();
}

public sealed class PathConnector : TargetConnector
{
    public override string Name => "Path";

    public override IReadOnlyList<string> Schemes => ["path"];

    public override string Example => "path:here";

    public override AddressForm Form => AddressForm.Path;

    public override IReadOnlyList<ConnectorOption> Options => [new("size", OptionType.Integer, "1", "A size")];

    public override ITarget Open(ConnectorAddress address) => new MemoryTarget();
}
