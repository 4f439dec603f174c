using StellarForge.Cli.Tests.Support;

namespace StellarForge.Cli.Tests;

/// <summary>What becomes of results that nobody takes.</summary>
public sealed class StandardOutputTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("--format csv")]
    [InlineData("--json")]
    public async Task A_reader_that_has_heard_enough_ends_it_quietly(string format)
    {
        var result = await _cli.RunShellAsync($"stellarforge preview orders -n 1000000 {format} | head -1");

        result.ExitCode.ShouldBe(141, result.Error);
        result.Error.ShouldBeEmpty();
        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("preview orders")]
    [InlineData("preview orders --format csv")]
    [InlineData("models --json")]
    [InlineData("fill --help")]
    public async Task A_full_disk_is_one_sentence(string arguments)
    {
        var result = await _cli.RunShellAsync($"stellarforge {arguments} > /dev/full");

        result.ExitCode.ShouldBe(1);
        result.Error.TrimEnd().ShouldBe("stellarforge: The results can't be written to standard output: No space left on device.");
    }

    [Theory]
    [InlineData("models > /dev/full", 1)]
    [InlineData("modles", 2)]
    public async Task With_no_place_left_for_errors_the_exit_code_says_them(string arguments, int exitCode) =>
        (await _cli.RunShellAsync($"stellarforge {arguments} 2> /dev/full")).ExitCode.ShouldBe(exitCode);

    [Theory]
    [InlineData("models", 0)]
    [InlineData("modles", 2)]
    public async Task Notes_and_errors_for_a_closed_stream_are_dropped(string arguments, int exitCode) =>
        (await _cli.RunShellAsync($"stellarforge {arguments} 2>&-")).ExitCode.ShouldBe(exitCode);

    [Fact]
    public async Task Too_few_files_to_open_are_one_sentence()
    {
        var result = await _cli.RunShellAsync("ulimit -n 40; stellarforge fill --tables customer_segments --target csv:out");

        result.ExitCode.ShouldBe(1);
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldStartWith("stellarforge: ");
    }

    [Fact]
    public async Task A_closed_output_is_one_sentence()
    {
        var result = await _cli.RunShellAsync("stellarforge preview orders >&-");

        result.ExitCode.ShouldBe(1);
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()
            .ShouldBe("stellarforge: The results can't be written to standard output: it is closed.");
    }

    [Fact]
    public async Task Others_who_write_to_the_same_file_are_not_written_over()
    {
        await _cli.RunShellAsync("{ stellarforge preview orders -n 1; echo after; } > log");

        (await File.ReadAllLinesAsync(_cli.PathOf("log"), TestContext.Current.CancellationToken)).Length.ShouldBe(4);
    }
}
