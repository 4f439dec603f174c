using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

/// <summary>A wrong command line ends with exit code 2 and one readable line.</summary>
public sealed class WrongUsageTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("prevew orders", "Did you mean 'preview'?")]
    [InlineData("preview", "table")]
    [InlineData("up --port x", "--port takes a port, 0 to 65535, not 'x'.")]
    [InlineData("up --port 65536", "--port takes a port, 0 to 65535, not '65536'.")]
    [InlineData("stream set --to embedded:log --rate x", "--rate takes events a second, such as 500 or 500/s, not 'x'.")]
    [InlineData("preview ordrs", "Did you mean 'orders'?")]
    [InlineData("preview unicorns", "There are: ")]
    [InlineData("preview orders -n 0", "--count takes a whole number above 0, not '0'")]
    [InlineData("preview orders --from -1", "--from takes a row index, 0 or more, not '-1'")]
    [InlineData("preview orders --from 1000000", "--from: 'orders' has row indices up to 999999, not 1000000.")]
    [InlineData("preview orders --format xml", "xml")]
    [InlineData("preview orders --seed x", "--seed takes a whole number, 0 or more, not 'x'")]
    [InlineData("preview orders --sead 1", "Did you mean '--seed'?")]
    [InlineData("preview orders --format jsn", "--format: there is no 'jsn'. Did you mean 'json'?")]
    [InlineData("schema sql", "sql")]
    [InlineData("schema dll", "There is no 'dll'. Did you mean 'ddl'?")]
    [InlineData("schema ddl --dialect postgre", "Did you mean 'postgres'?")]
    [InlineData("schema ddl --dialect oracle", "oracle")]
    [InlineData("fill --scale 0", "--scale takes a number above 0, not '0'")]
    [InlineData("fill --scale 1e300", "--scale: at 1E+300 the table 'users' would have more rows than 64 bits count.")]
    [InlineData("models --scale 1e18", "would have more rows than 64 bits count.")]
    [InlineData("preview orders --scale 1e18", "would have more rows than 64 bits count.")]
    [InlineData("verify --target sqlite:x.db --scale 1e300", "would have more rows than 64 bits count.")]
    [InlineData("fill --rows orders=4e18", "--rows: at orders=4000000000000000000 the table 'order_lines' would have more rows than 64 bits count.")]
    [InlineData("preview orders --scale 1e14", "--scale: at 100000000000000 the table 'orders' would have more rows than 64 bits count.")]
    [InlineData("fill --workers none", "--workers takes a whole number above 0, not 'none'")]
    [InlineData("fill --rows orders", "--rows takes table=number, such as orders=5e6, not 'orders'")]
    [InlineData("fill --rows orders=0.5", "--rows takes table=number")]
    [InlineData("fill --rows order_lines=5", "Give the rows of 'orders'")]
    [InlineData("fill --tables orders,oops", "There are: ")]
    [InlineData("fill --target mongodb://x", "The address begins with no known scheme. Write one like ")]
    [InlineData("fill --target postgre://x/y", "Did you mean 'postgres:' or 'postgresql:'?")]
    [InlineData("fill --tables ,", "--tables names no table. There are: ")]
    [InlineData("export --format csv --out x --tables ,,", "--tables names no table. There are: ")]
    [InlineData("verify mysql://me:pw@host/db", "'verify' takes an address only behind --target")]
    [InlineData("fill --target nowhere", "neither a URI (such as sqlite:shop.db or kafka://localhost:9092) nor a name under ConnectionStrings")]
    [InlineData("fill --target sqlite:x.db?timeout=-Infinity", "timeout")]
    [InlineData("verify", "--target")]
    [InlineData("export --format csv", "--out")]
    [InlineData("export --format docx --out x", "docx")]
    [InlineData("export --format avr --out x", "--format: there is no 'avr'. Did you mean 'avro'?")]
    [InlineData("export --format csv --out sqlite:x.db", "--out takes a folder, not an address of sqlite:.")]
    [InlineData("models --models missing.dll", "there is no file")]
    [InlineData("bench --format orc", "orc")]
    public async Task The_error_names_what_is_wrong(string arguments, string message)
    {
        var result = await _cli.RunAsync(arguments);

        result.ExitCode.ShouldBe(2, result.Error);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain(message);
        result.Error.ShouldNotContain("   at ");
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_file_that_is_no_assembly_is_refused()
    {
        await File.WriteAllTextAsync(_cli.PathOf("text.dll"), "text");

        var result = await _cli.RunAsync("models --models text.dll");

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("is not a .NET assembly");
    }

    [Fact]
    public async Task An_assembly_that_is_cut_off_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(typeof(WrongUsageTests).Assembly.Location);
        foreach (var length in (int[])[0, 2, 200, 1000, whole.Length / 2, whole.Length - 1000])
        {
            await File.WriteAllBytesAsync(_cli.PathOf("half.dll"), whole[..length]);

            var result = await _cli.RunAsync("models --models half.dll");

            result.ExitCode.ShouldBe(2, $"{length} bytes: {result.Error}");
            result.Error.ShouldStartWith($"stellarforge: --models: '{_cli.PathOf("half.dll")}' is not a .NET assembly, or is damaged.");
        }
    }

    [Fact]
    public async Task An_assembly_that_may_not_be_read_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Takes root's right to read everything away, which is done so on Linux.");
        await File.WriteAllTextAsync(_cli.PathOf("secret.dll"), "text");
        var less = Environment.IsPrivilegedProcess ? "setpriv --bounding-set=-dac_override,-dac_read_search" : "";

        var result = await _cli.RunShellAsync($"chmod 0 secret.dll; export -f stellarforge; {less} bash -c 'stellarforge models --models secret.dll'");

        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldStartWith($"stellarforge: --models: '{_cli.PathOf("secret.dll")}' can't be read: ");
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{ "ConnectionStrings": { "Shop": "sqlite:a.db", "shop": "sqlite:b.db" } }""")]
    [InlineData("""{ "ConnectionStrings": { "shop": "sqlite:a.db" }, "connectionStrings": { "SHOP": "sqlite:b.db" } }""")]
    public async Task A_name_that_configuration_gives_twice_is_refused(string file)
    {
        await File.WriteAllTextAsync(_cli.PathOf("appsettings.json"), file);

        var result = await _cli.RunAsync("fill --target shop --tables warehouses");

        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldStartWith($"stellarforge: {_cli.PathOf("appsettings.json")} has ConnectionStrings:");
        result.Error.ShouldContain("shop twice.", Case.Insensitive);
        result.Error.ShouldNotContain(".db");
    }

    [Fact]
    public async Task Too_few_open_files_are_named_with_the_limit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is read where Linux tells it.");

        var result = await _cli.RunShellAsync("ulimit -n 30; stellarforge fill --tables warehouses");

        result.ExitCode.ShouldBe(1, result.Error);
        result.Error.Trim().ShouldBe(
            "stellarforge: this process may have 30 files open, too few for .NET to load its libraries. Raise the limit: ulimit -n 256");
    }

    [Fact]
    public async Task An_assembly_without_tables_is_refused()
    {
        var result = await _cli.RunAsync($"models --models {typeof(WrongUsageTests).Assembly.Location}");

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("has no table");
    }

    [Theory]
    [InlineData("models")]
    [InlineData("preview")]
    [InlineData("schema")]
    [InlineData("schema ddl")]
    [InlineData("bench")]
    [InlineData("fill --tables")]
    [InlineData("fill --scale")]
    [InlineData("export --out x --format")]
    [InlineData("preview orders --format")]
    public async Task An_address_in_the_place_of_something_else_keeps_its_password(string before)
    {
        var result = await _cli.RunAsync($"{before} postgres://usr:S3C/R@ET@127.0.0.1:1/db");

        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldNotContain("S3C");
        result.Error.ShouldNotContain("ET@");
        result.Output.ShouldBeEmpty();
    }
}
