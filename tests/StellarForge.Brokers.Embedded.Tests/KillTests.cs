using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace StellarForge.Brokers.Embedded.Tests;

public sealed class KillTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stellarforge-log-");

    [Fact]
    public async Task Writers_that_are_killed_lose_nothing_that_was_on_disk_and_double_nothing()
    {
        const int Rounds = 8;
        const int Writers = 2;
        var acknowledged = new Dictionary<string, long>();
        for (var round = 0; round < Rounds; round++)
        {
            var processes = Enumerable.Range(0, Writers).Select(number => Start($"{round}.{number}")).ToArray();
            foreach (var (process, number) in processes.Select((process, number) => (process, number)))
            {
                // Once it has begun, at any moment.
                (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
                await Task.Delay(Random.Shared.Next(50), TestContext.Current.CancellationToken);
                process.Kill();
                var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

                // A line that was cut off is no number's end.
                acknowledged[$"{round}.{number}"] = last.Length < 2 ? 1 : long.Parse(last[^2], CultureInfo.InvariantCulture);
                process.Dispose();
            }
        }

        var next = new Dictionary<string, long>();
        using var reader = new PartitionReader(_folder.FullName, 0);
        var offset = 0L;
        while (reader.TryRead(out var record))
        {
            record.Offset.ShouldBe(offset++);
            var writer = Encoding.UTF8.GetString(record.Key);
            var number = long.Parse(Encoding.UTF8.GetString(record.Value), CultureInfo.InvariantCulture);
            number.ShouldBe(next.GetValueOrDefault(writer), writer);
            next[writer] = number + 1;
        }

        foreach (var (writer, count) in acknowledged)
            next[writer].ShouldBeGreaterThanOrEqualTo(count, writer);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Process Start(string name) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "StellarForge.LogHost.dll"), _folder.FullName, name, "20000"])
    {
        RedirectStandardOutput = true,
    })!;
}
