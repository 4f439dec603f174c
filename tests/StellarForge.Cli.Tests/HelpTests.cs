using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("models")]
    [InlineData("preview")]
    [InlineData("schema")]
    [InlineData("fill")]
    [InlineData("verify")]
    [InlineData("export")]
    [InlineData("write")]
    [InlineData("stream")]
    [InlineData("bench")]
    [InlineData("doctor")]
    [InlineData("up")]
    public async Task Every_verb_explains_itself_and_shows_an_example(string verb)
    {
        var help = await _cli.OutputOfAsync($"{verb} --help");

        help.ShouldContain("Usage:");
        help.ShouldContain("Example");
        help.ShouldContain($"  stellarforge {verb}");
        help.ShouldContain("--models");
        help.ShouldContain("--seed");
        help.ShouldContain("--json");
    }

    [Fact]
    public async Task The_defaults_of_addresses_are_shown_where_they_are_the_drivers_too()
    {
        var help = await _cli.OutputOfAsync("fill --help");

        help.ShouldMatch(@"\bsslmode=.*\[default: prefer\]");
        help.ShouldMatch(@"\bssl-mode=.*\[default: preferred\]");
        help.ShouldMatch(@"\bsslnegotiation=postgres\|direct .*\[default: postgres\]");
        help.ShouldMatch(@"\bconnect_timeout=.*\[default: 15\]");
        help.ShouldMatch(@"\bconnect-timeout=.*\[default: 15\]");
        help.ShouldMatch(@"\bretries=.*\[default: 8\]");
    }

    [Fact]
    public async Task Where_both_brokers_and_targets_are_addressed_it_is_said_where_their_options_are()
    {
        var help = await _cli.OutputOfAsync("write --help");

        help.ShouldContain("  kafka://");
        help.ShouldContain("'stellarforge stream set --help'");
        help.ShouldNotContain("sslmode");
        (await _cli.OutputOfAsync("stream set --help")).ShouldContain("delivery_timeout=");
    }

    [Fact]
    public async Task The_usage_of_schema_says_what_it_writes() =>
        (await _cli.OutputOfAsync("schema --help")).ShouldContain("stellarforge schema <ddl|avro|json> [<table>...] [options]");

    [Fact]
    public async Task Without_a_verb_the_verbs_are_listed()
    {
        var result = await _cli.RunAsync("");

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldContain("doctor");
    }
}
