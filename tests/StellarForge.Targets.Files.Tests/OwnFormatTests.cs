using StellarForge.Engine;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Verification;
using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Targets.Files.Tests;
using StellarForge.Testing.Models;

[assembly: Connector(typeof(StellarForge.Targets.Files.FilesConnector<PipeFormat>))]

namespace StellarForge.Targets.Files.Tests;

/// <summary>A format that the files target knows nothing of: one line makes it a target.</summary>
public sealed class OwnFormatTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stellarforge-own-");

    [Theory]
    [InlineData("", "visits-00001.psv")]
    [InlineData("?gzip=true", "visits-00001.psv.gz")]
    public async Task Another_assemblys_format_is_filled_and_verified(string options, string file)
    {
        await using var target = ConnectorRegistry.Of(typeof(OwnFormatTests).Assembly).OpenTarget($"psv:{_folder.FullName}{options}");
        await new FillRunner(target, FillPlanner.Plan(Shop.Model, World.Default)).RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        var results = await new Verifier(target, World.Default).VerifyAsync(Shop.Model.Tables, cancellationToken: TestContext.Current.CancellationToken);

        results.ShouldAllBe(result => result.IsMatch);
        File.Exists(Path.Combine(_folder.FullName, file)).ShouldBeTrue();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>Values between pipes.</summary>
public sealed class PipeFormat : RowFormat
{
    private static readonly CsvFormat Csv = new(CsvOptions.Default with { Delimiter = '|' });

    public override string Name => "pipe";

    public override string FileExtension => ".psv";

    public override RowEncoder CreateEncoder(TableSchema schema) => Csv.CreateEncoder(schema);

    public override RowDecoder CreateDecoder(TableSchema schema) => Csv.CreateDecoder(schema);
}
