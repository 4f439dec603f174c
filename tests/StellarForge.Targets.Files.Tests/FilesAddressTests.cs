using StellarForge.Engine.Connectors;

namespace StellarForge.Targets.Files.Tests;

public class FilesAddressTests
{
    [Theory]
    [InlineData("csv:", "The csv target names no folder; write one like csv:export.")]
    [InlineData(
        "avro:out?gzip=true",
        "An Avro address does not have the option 'gzip'; it has compression, roll_rows, roll_bytes, roll_wait, append, retries.")]
    [InlineData("jsonl:out?header=true", "A JSONL address does not have the option 'header'; it has gzip, roll_rows, roll_bytes, roll_wait, append, retries.")]
    [InlineData("csv:out?delimiter=x", "The option 'delimiter' of the address is not understood: its value is not one of comma, semicolon, pipe, tab.")]
    [InlineData("csv:out?gzip=maybe", "The option 'gzip' of the address is not understood: its value is neither gzip=true nor gzip=false.")]
    [InlineData("parquet:out?rowgroup=0", "rowgroup is a number of rows from 1 to 10000000.")]
    public void A_bad_address_is_explained(string address, string message) =>
        Should.Throw<FormatException>(() => FilesTarget.Open(address)).Message.ShouldBe(message);

    [Fact]
    public void The_connectors_of_an_assembly_come_by_name_whatever_files_they_stand_in() =>
        ConnectorRegistry.Of(typeof(FilesConnector).Assembly).Connectors.Select(connector => connector.Schemes[0])
            .ShouldBe(["avro", "csv", "jsonl", "parquet"]);

    [Fact]
    public async Task A_target_is_called_by_its_folder()
    {
        await using var target = FilesTarget.Open("csv:///tmp/out?gzip=true");

        target.DisplayName.ShouldBe("csv:/tmp/out");
    }
}
