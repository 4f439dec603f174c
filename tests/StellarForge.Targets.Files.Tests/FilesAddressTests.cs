namespace StellarForge.Targets.Files.Tests;

public class FilesAddressTests
{
    [Theory]
    [InlineData("csv:", "The csv target names no folder; write one like csv:export.")]
    [InlineData("jsonl:out?header=true", "'header=true' is not an option of jsonl files; the options are gzip=true.")]
    [InlineData("csv:out?delimiter=x", "delimiter=x is none of comma, semicolon, pipe and tab.")]
    [InlineData("csv:out?gzip=maybe", "gzip=maybe is neither gzip=true nor gzip=false.")]
    public void A_bad_address_is_explained(string address, string message) =>
        Should.Throw<FormatException>(() => FilesTarget.Open(address)).Message.ShouldBe(message);

    [Fact]
    public async Task A_target_is_called_by_its_folder()
    {
        await using var target = FilesTarget.Open("csv:///tmp/out?gzip=true");

        target.DisplayName.ShouldBe("csv:/tmp/out");
    }
}
