using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using StellarForge.Engine;

namespace StellarForge.Cli.Output;

/// <summary>Shows how far a fill is, on the error stream: a bar on a terminal, plain lines elsewhere.</summary>
internal sealed class FillDisplay : IProgress<FillProgress>
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private volatile FillProgress? _latest;
    private string? _notice;

    public void Report(FillProgress value)
    {
        _latest = value;
        if (value.Notice is { } notice && Interlocked.Exchange(ref _notice, notice) != notice)
            Messages.Note(notice);
    }

    /// <summary>Shows progress until work ends.</summary>
    public async Task<T> WatchAsync<T>(Task<T> work)
    {
        if (Console.IsErrorRedirected)
            await WriteLinesAsync(work);
        else
            await DrawBarAsync(work);
        return await work;
    }

    private async Task WriteLinesAsync(Task work)
    {
        while (!await EndsWithinAsync(work, LineInterval))
        {
            if (_latest is { } progress)
                Messages.Note($"{Phase(progress)}: {Describe(progress)}");
        }
    }

    private async Task DrawBarAsync(Task work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var bar = console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(this));
        await bar.StartAsync(async context =>
        {
            var task = context.AddTask("preparing", maxValue: 1);
            while (!await EndsWithinAsync(work, BarInterval))
            {
                if (_latest is not { } progress)
                    continue;
                task.Description = Phase(progress);
                task.Value = progress.TotalRows is > 0 and { } total ? (double)progress.Rows / total : 0;
            }
        });
    }

    private static string Phase(FillProgress progress) => progress.Phase.ToString().ToLowerInvariant();

    /// <summary>Rows, rows/s, MB/s, time left; of what has no rows, how long it takes.</summary>
    private static string Describe(FillProgress progress)
    {
        if (progress.Phase != FillPhase.Loading)
            return string.Create(CultureInfo.InvariantCulture, $"{progress.Rows:N0}{Total(progress)} rows, {Duration(progress.Elapsed.TotalSeconds)}");

        var megabytes = progress.Bytes / 1e6 / Math.Max(0.001, progress.Elapsed.TotalSeconds);
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{progress.Rows:N0}{Total(progress)} rows, {progress.RowsPerSecond:N0} rows/s, {megabytes:N0} MB/s");
        return progress.TotalRows is { } total && progress.RowsPerSecond > 0 && progress.Rows < total
            ? $"{text}, {Duration((total - progress.Rows) / progress.RowsPerSecond)} left"
            : text;
    }

    private static string Total(FillProgress progress) =>
        progress.TotalRows is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total:N0}") : "";

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(999).TotalSeconds));
        return time.ToString(time.TotalHours < 1 ? @"m\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
    }

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan time) =>
        await Task.WhenAny(work, Task.Delay(time)) == work;

    private sealed class RateColumn(FillDisplay display) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Spectre.Console.Text(display._latest is { } progress ? Describe(progress) : "");
    }
}
