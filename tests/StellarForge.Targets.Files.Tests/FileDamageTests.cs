using System.Diagnostics;
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
    [InlineData("avro")]
    [InlineData("avro", "?compression=deflate")]
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
                unseen += result.IsMatch ? 1 : 0;
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

            (await verifier.VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token)).ShouldHaveSingleItem().Problem.ShouldNotBeNull()
                .ShouldStartWith($"{file} can't be read: ");
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

    [Theory]
    [InlineData(Damage.Cut, "has 1 bytes, and the fill gave it ")]
    [InlineData(Damage.Longer, " bytes, and the fill gave it ")]
    [InlineData(Damage.Empty, "has 0 bytes, and the fill gave it ")]
    [InlineData(Damage.Pipe, "has 0 bytes, and the fill gave it ")]
    [InlineData(Damage.Device, "has 0 bytes, and the fill gave it ")]
    public async Task A_fill_refuses_a_file_that_is_not_as_it_was_left_and_writes_it_anew_when_it_is_gone(Damage damage, string problem)
    {
        var (verifier, file, target) = await FillAsync("csv", "");
        await using var _ = target;
        await DamageAsync(file, damage);

        var error = await Should.ThrowAsync<FillRefusedException>(() => FillAsync("csv", "").WaitAsync(TimeSpan.FromMinutes(2), Token));

        error.Message.ShouldStartWith(file);
        error.Message.ShouldContain(problem);
        error.Message.ShouldEndWith(". Delete it, and the same fill writes it anew.");
        File.Delete(file);
        await FillAsync("csv", "");
        (await verifier.VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token)).ShouldAllBe(table => table.IsMatch);
    }

    [Theory]
    [InlineData("csv", Damage.Pipe)]
    [InlineData("csv", Damage.Device)]
    [InlineData("csv", Damage.Empty)]
    [InlineData("jsonl", Damage.Pipe)]
    [InlineData("jsonl", Damage.Device)]
    [InlineData("parquet", Damage.Pipe)]
    public async Task What_is_no_file_is_not_read_but_named(string scheme, Damage damage)
    {
        var (verifier, file, target) = await FillAsync(scheme, "");
        await using var _ = target;
        await DamageAsync(file, damage);

        var results = await verifier.VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token).WaitAsync(TimeSpan.FromMinutes(2), Token);

        results.ShouldHaveSingleItem().Problem.ShouldBe($"{file} is empty, or a pipe or device, which is not read. " +
            "Delete it, and the same fill writes it anew.");
    }

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_named()
    {
        var (verifier, file, target) = await FillAsync("csv", "");
        await using var _ = target;
        File.Delete(file);
        Directory.CreateDirectory(file);

        var words = $"{file} is a folder where a file of table {AllTypes.Model.Tables[0].Schema} should be. Move it away.";
        (await verifier.VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token)).ShouldHaveSingleItem().Problem.ShouldBe(words);
        (await Should.ThrowAsync<TargetException>(() => FillAsync("csv", ""))).Message.ShouldBe(words);
    }

    [Fact]
    public async Task A_file_that_nobody_noted_counts_only_with_the_fills_rows()
    {
        var (verifier, file, target) = await FillAsync("csv", "");
        await using var _ = target;
        ForgetRecords();
        await FillAsync("csv", "");
        ForgetRecords();
        var lines = await File.ReadAllLinesAsync(file, Token);
        await File.WriteAllLinesAsync(file, lines[..^1], Token);

        var error = await Should.ThrowAsync<TargetException>(() => FillAsync("csv", ""));

        error.Message.ShouldBe($"{file} has 19 rows, which are not the 20 of the fill. Delete it, and the same fill writes it anew.");
        File.Delete(file);
        await FillAsync("csv", "");
        (await verifier.VerifyAsync(AllTypes.Model.Tables, cancellationToken: Token)).ShouldAllBe(table => table.IsMatch);
    }

    [Fact]
    public async Task A_file_more_than_the_fill_has_is_refused_by_name()
    {
        var (_, file, target) = await FillAsync("csv", "");
        await using var _ = target;
        var other = file.Replace("-00001", "-00002", StringComparison.Ordinal);
        File.Copy(file, other);

        (await Should.ThrowAsync<FillRefusedException>(() => FillAsync("csv", ""))).Message
            .ShouldBe($"Table {AllTypes.Model.Tables[0].Schema} already has a file that no fill wrote: {other}. Move it away, or name another folder.");
    }

    public enum Damage
    {
        Cut,
        Longer,
        Empty,
        Pipe,
        Device,
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void ForgetRecords() => File.Delete(Directory.GetFiles(Path.Combine(_folder.FullName, ".stellarforge"), "*-files").Single());

    private static async Task DamageAsync(string file, Damage damage)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && damage is Damage.Pipe or Damage.Device, "Pipes and devices are of Unix.");
        var bytes = await File.ReadAllBytesAsync(file, Token);
        File.Delete(file);
        switch (damage)
        {
            case Damage.Pipe:
                using (var mkfifo = Process.Start("mkfifo", [file]))
                    await mkfifo.WaitForExitAsync(Token);
                break;
            case Damage.Device:
                File.CreateSymbolicLink(file, "/dev/zero");
                break;
            default:
                await File.WriteAllBytesAsync(file, damage switch { Damage.Cut => bytes[..1], Damage.Longer => [.. bytes, 10], _ => [] }, Token);
                break;
        }
    }

    private async Task<(Verifier Verifier, string File, FilesTarget Target)> FillAsync(string scheme, string options)
    {
        var world = new World(rows: new Dictionary<string, long> { [AllTypes.Model.Tables[0].Schema.QualifiedName] = 20 });
        var target = FilesTarget.Open($"{scheme}:{_folder.FullName}{options}");
        await new FillRunner(target, FillPlanner.Plan(AllTypes.Model, world)).RunAsync(cancellationToken: Token);
        return (new Verifier(target, world), Directory.GetFiles(_folder.FullName, "*-00001.*").Single(), target);
    }
}
