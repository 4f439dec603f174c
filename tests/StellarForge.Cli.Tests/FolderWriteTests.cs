using System.Text.Json.Nodes;
using StellarForge.Cli.Tests.Support;
using StellarForge.Formats;
using StellarForge.Retail;

namespace StellarForge.Cli.Tests;

/// <summary>Writing events into folders of files.</summary>
public sealed class FolderWriteTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_writer_into_folders_that_is_killed_again_and_again_loses_and_doubles_nothing()
    {
        const int Rows = 30_000;
        await using (var log = await SentEvents.CreateAsync(_cli.PathOf("log"), "orders", 4))
        {
            await log.SendAsync(Order.ForgeTable, new World(scale: 0.03), Rows, 4, new AvroMessageFormat());
            await log.SendAsync("orders", "no Avro at all"u8.ToArray(), []);
        }

        const string Write = "write --from embedded:log --target jsonl:lines?roll_rows=400&roll_wait=0.05 --target parquet:lake?roll_rows=400&roll_wait=0.05";
        var random = new Random();
        for (var kill = 1; kill <= 5; kill++)
        {
            var before = (Files("lines"), Files("lake"));
            using var writer = _cli.Start(Write);
            for (var end = DateTime.UtcNow.AddMinutes(2); Files("lines") < before.Item1 + 4 || Files("lake") < before.Item2 + 4; await Task.Delay(10))
            {
                writer.HasExited.ShouldBeFalse();
                DateTime.UtcNow.ShouldBeLessThan(end);
            }

            // Some moment of the batches after these.
            await Task.Delay(random.Next(50));
            writer.Kill();
            await writer.WaitForExitAsync();
        }

        await _cli.OutputOfAsync($"{Write} --until-idle 1s");

        var ids = Directory.EnumerateFiles(_cli.PathOf("lines"), "orders-*.jsonl").SelectMany(File.ReadLines)
            .Select(line => (long)JsonNode.Parse(line)!["order_id"]!).ToList();
        (ids.Count, ids.Distinct().Count()).ShouldBe((Rows, Rows));
        foreach (var target in (string[])["jsonl:lines", "parquet:lake"])
        {
            await _cli.OutputOfAsync($"verify --target {target} --tables orders --scale 0.03");
            (await _cli.OutputOfAsync($"deadletters list --target {target} --json")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => $"{JsonNode.Parse(line)!["reason"]}").ShouldBe(["Malformed", "Malformed"]);
        }

        Directory.EnumerateFiles(_cli.Folder, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_in_a_folder_is_proved_with_second_copies_as_rows()
    {
        await _cli.OutputOfAsync("stream --to embedded:log --tables orders --rows orders=3000 --duplicates 0.05 --bad 0.02 --partitions 2 --name s");
        await _cli.OutputOfAsync(
            "write --from embedded:log --tables orders --until-idle 1s --target csv:a?roll_rows=1000 --target jsonl:b --target parquet:c --metadata");

        var rows = new HashSet<string>();
        foreach (var target in (string[])["csv:a", "jsonl:b", "parquet:c"])
        {
            var report = JsonNode.Parse(await _cli.OutputOfAsync($"verify --target {target} --stream s --from embedded:log --complete --json"))!;
            var table = report["tables"]![0]!;
            ((long)table["duplicates"]!).ShouldBeGreaterThan(50);
            ((long)table["duplicateLetters"]!).ShouldBe(0);
            ((long)table["badLetters"]!).ShouldBe((long)table["bad"]!);
            ((long)table["actualRows"]!).ShouldBe(3000 + (long)table["duplicates"]!);
            rows.Add($"{table["actualRows"]} {table["actualChecksum"]}");
        }

        rows.Count.ShouldBe(1);
        var lengths = Directory.EnumerateFiles(_cli.PathOf("a"), "orders-*.csv").Select(file => File.ReadLines(file).Count() - 1).ToList();
        lengths.Count.ShouldBeGreaterThan(3);
        lengths.Max().ShouldBeLessThanOrEqualTo(1000);

        // A row more, or one less, is found.
        await File.AppendAllTextAsync(Directory.EnumerateFiles(_cli.PathOf("b"), "orders-*.jsonl").First(), File.ReadLines(
            Directory.EnumerateFiles(_cli.PathOf("b"), "orders-*.jsonl").First()).First() + "\n");
        (await _cli.RunAsync("verify --target jsonl:b --stream s --from embedded:log")).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("parquet:x --mode upsert", 1, "does not see that table orders has a key already")]
    [InlineData("parquet:x?roll_rows=0", 2, "roll_rows is a number of events from 1")]
    [InlineData("jsonl:x?roll_bytes=1G", 2, "roll_bytes is a number of bytes from 1 to 512M")]
    public async Task What_a_folder_can_not_be_is_said_in_a_line(string arguments, int exitCode, string words)
    {
        await using (await SentEvents.CreateAsync(_cli.PathOf("log"), "orders", 1))
        {
            var result = await _cli.RunAsync($"write --from embedded:log --tables orders --until-idle 1s --target {arguments}");

            result.ExitCode.ShouldBe(exitCode, result.Error);
            result.Error.ShouldContain(words);
        }
    }

    private int Files(string folder) => Directory.Exists(_cli.PathOf(folder)) ? Directory.EnumerateFiles(_cli.PathOf(folder), "orders-*").Count() : 0;
}
