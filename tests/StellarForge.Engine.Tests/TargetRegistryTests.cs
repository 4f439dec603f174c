[assembly: StellarForge.Engine.TargetFactory(typeof(StellarForge.Engine.Tests.MemoryFactory))]

namespace StellarForge.Engine.Tests;

public class TargetRegistryTests
{
    private static readonly TargetRegistry Registry = new(new MemoryFactory());

    [Theory]
    [InlineData("memory:here?a=b", "memory:here?a=b")]
    [InlineData("MEMORY:here", "MEMORY:here")]
    [InlineData("Provider=Memory;Password=a;Host=x:1", "Password=a;Host=x:1")]
    [InlineData("Host=x;provider=memory", "host=x")]
    public void An_address_goes_to_the_factory_of_its_kind(string address, string rest)
    {
        var seen = Should.Throw<FormatException>(() => Registry.Open(address)).Message;

        seen.ShouldBe(rest, StringCompareShould.IgnoreCase);
    }

    [Theory]
    [InlineData("here", "'here' is not a target's address: it has no scheme. Write one like memory:here.")]
    [InlineData("oracle://me:s3cret@h", "'oracle:' is not a known kind of target. Write one like memory:here.")]
    [InlineData("Host=x;Password=s3cret", "The target's connection string does not say what it is for: put Provider=… before it, one of Memory.")]
    [InlineData("Provider=Oracle;Password=s3cret", "Provider=Oracle is not a known kind of target; the known ones are Memory.")]
    [InlineData("memory:here?retries=often", "The target's option 'retries' is not understood: 'often' is not a whole number.")]
    [InlineData("Password=s3cret;nonsense", "The target is neither a URI nor a connection string. Write one like memory:here.")]
    public void An_unknown_address_is_explained_without_its_secrets(string address, string message) =>
        Should.Throw<FormatException>(() => Registry.Open(address)).Message.ShouldBe(message);

    [Theory]
    [InlineData("memory:here?retries=3", "memory:here", 3)]
    [InlineData("memory:here?a=b&Retries=0&c=d", "memory:here?a=b&c=d", 0)]
    [InlineData("memory:here?a=b", "memory:here?a=b", null)]
    [InlineData("Provider=Memory;Retries=2;Host=x", "host=x", 2)]
    public void How_often_to_try_again_is_an_option_of_every_address(string address, string rest, int? retries)
    {
        int? read = -1;

        Should.Throw<FormatException>(() => Registry.Open(address, out read)).Message.ShouldBe(rest, StringCompareShould.IgnoreCase);
        read.ShouldBe(retries);
    }

    [Fact]
    public void Assemblies_offer_their_kinds() => TargetRegistry.Of(typeof(TargetRegistryTests).Assembly).Examples.ShouldBe(["memory:here"]);
}

public sealed class MemoryFactory : ITargetFactory
{
    public IReadOnlyList<string> Schemes => ["memory"];

    public IReadOnlyList<string> Providers => ["Memory"];

    public string Example => "memory:here";

    public ITarget Create(string address) => throw new FormatException(address);
}
