using StellarForge.Engine;
using StellarForge.Engine.Verification;
using StellarForge.Testing.Models;

namespace StellarForge.Targets.Files.Tests;

/// <summary>Damage of files is named with the file, or seen in the rows; it never ends in the runtime's own words.</summary>
public sealed class FileDamageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stellarforge-damage-");

    [Theory]
    [InlineData("csv")]
    [InlineData("csv", "?gzip=true")]
    [InlineData("csv", "?header=false&crlf=true")]
    [InlineData("jsonl")]
    public async Task A_byte_that_changed_is_a_problem_with_the_files_name_or_a_difference(string scheme, string options = "")
    {
        var (verifier, file, target) = await FillAsync(scheme, options);
        await using var _ = target;
        var bytes = await File.ReadAllBytesAsync(file, Token);
        var unseen = 0;
        for (var position = 0; position < bytes.Length; position += Math.Max(1, bytes.Length / 300))
        {
            foreach (var flip in (byte[])[(byte)(1 << (position % 8)), 0xFF])
            {
                bytes[position] ^= flip;
                await File.WriteAllBytesAsync(file, bytes, Token);
                bytes[position] ^= flip;

                var result = (await verifier.VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token)).ShouldHaveSingleItem();

                result.Problem?.ShouldStartWith($"{file} can't be read: ");
                unseen += result.Matches ? 1 : 0;
            }
        }

        // What changes no value: a gzip header's flags, a space, a digit that leaves the same number.
        unseen.ShouldBeLessThan(30);
    }

    [Fact]
    public async Task A_gzip_file_that_is_cut_off_is_a_problem_with_its_name()
    {
        var (verifier, file, target) = await FillAsync("csv", "?gzip=true");
        await using var _ = target;
        var bytes = await File.ReadAllBytesAsync(file, Token);

        for (var length = 1; length < bytes.Length; length += 1 + (bytes.Length / 100))
        {
            await File.WriteAllBytesAsync(file, bytes[..^length], Token);

            (await verifier.VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token)).ShouldHaveSingleItem().Problem.ShouldNotBeNull().ShouldStartWith($"{file} can't be read: ");
        }
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(new byte[] { 0x1F, 0x8B, 8 })]
    public async Task Bytes_that_follow_a_gzip_stream_are_a_problem_with_the_files_name(byte[] trailing)
    {
        var (verifier, file, target) = await FillAsync("jsonl", "?gzip=true");
        await using var _ = target;
        await File.WriteAllBytesAsync(file, [.. await File.ReadAllBytesAsync(file, Token), .. trailing], Token);

        var result = (await verifier.VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token)).ShouldHaveSingleItem();

        result.Problem.ShouldBe($"{file} can't be read: Its gzip stream is cut off, or other bytes follow it.");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(Verifier Verifier, string File, FilesTarget Target)> FillAsync(string scheme, string options)
    {
        var world = new World(rows: new Dictionary<string, long> { [AllTypes.Model.Tables[0].Schema.QualifiedName] = 20 });
        var target = FilesTarget.Open($"{scheme}:{_folder.FullName}{options}");
        await new FillRunner(target, FillPlanner.Plan(AllTypes.Model, world)).RunAsync(cancellationToken: Token);
        return (new Verifier(target, world), Directory.GetFiles(_folder.FullName, "*-00001.*").Single(), target);
    }
}
