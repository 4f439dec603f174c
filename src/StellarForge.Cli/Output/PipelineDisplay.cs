using System.Globalization;
using Spectre.Console;
using StellarForge.Cli.Options;
using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.Cli.Output;

/// <summary>Shows how far pipelines are: a live line each on a terminal, plain lines elsewhere, or objects for machines.</summary>
/// <param name="count">The number of pipelines.</param>
/// <param name="asJson">Whether to write objects, one a second, on standard output.</param>
internal sealed class PipelineDisplay(int count, bool asJson)
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly Receiver[] _receivers = [.. Enumerable.Range(0, count).Select(_ => new Receiver())];

    /// <summary>Who is told of a pipeline's progress.</summary>
    public IProgress<PipelineProgress> Of(int index) => _receivers[index];

    /// <summary>Shows progress until work ends.</summary>
    public async Task<T> WatchAsync<T>(Task<T> work)
    {
        if (asJson)
        {
            while (!await EndsWithinAsync(work, LiveInterval))
                WriteJson(isLast: false);
        }
        else if (Console.IsErrorRedirected)
        {
            while (!await EndsWithinAsync(work, LineInterval))
            {
                foreach (var line in Lines())
                    Messages.Note(line);
            }
        }
        else
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            await console.Live(new Spectre.Console.Text("connecting")).AutoClear(true).StartAsync(async live =>
            {
                while (!await EndsWithinAsync(work, LiveInterval))
                    live.UpdateTarget(new Spectre.Console.Text(string.Join('\n', Lines())));
            });
        }

        return await work;
    }

    /// <summary>Writes the last object, where objects are asked for.</summary>
    public void End()
    {
        if (asJson)
            WriteJson(isLast: true);
    }

    private void WriteJson(bool isLast) => JsonOutput.Write(
        new WriteReport(isLast, [.. _receivers.Where(receiver => receiver.Latest is not null).Select(receiver => Report(receiver))]),
        OutputJson.Default.WriteReport);

    private static PipelineReport Report(Receiver receiver)
    {
        var progress = receiver.Latest!;
        return new PipelineReport(
            progress.Pipeline, progress.Elapsed.TotalSeconds, progress.Events, receiver.Rate(), progress.Lag, progress.Partitions,
            progress.Latency is { } latency
                ? new LatencyReport(latency.P50.TotalMilliseconds, latency.P95.TotalMilliseconds, latency.P99.TotalMilliseconds) : null,
            [.. progress.Tables.Select(table => new PipelineTableReport(
                table.Table, table.Topic, table.Written, table.Ignored, table.DeadLetters, table.Repeated, table.Bytes))]);
    }

    private IEnumerable<string> Lines() => _receivers.Where(receiver => receiver.Latest is not null).Select(receiver =>
    {
        var progress = receiver.Latest!;
        var text = string.Create(CultureInfo.InvariantCulture, $"{progress.Pipeline}: {progress.Events:N0} events, {receiver.Rate():N0}/s");
        if (progress.Lag is { } lag)
            text += string.Create(CultureInfo.InvariantCulture, $", {lag:N0} behind");
        if (progress.Latency is { } latency)
            text += string.Create(CultureInfo.InvariantCulture, $", p50 {Durations.Text(latency.P50)}, p99 {Durations.Text(latency.P99)}");
        if (progress.Tables.Sum(table => table.DeadLetters) is > 0 and var letters)
            text += string.Create(CultureInfo.InvariantCulture, $", {letters:N0} dead letters");
        return text;
    });

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan time) => await Task.WhenAny(work, Task.Delay(time)) == work;

    private sealed class Receiver : IProgress<PipelineProgress>
    {
        private volatile PipelineProgress? _before;
        private volatile PipelineProgress? _latest;

        public PipelineProgress? Latest => _latest;

        public void Report(PipelineProgress value)
        {
            if (value.Notice is { } notice)
            {
                Messages.Note(notice);
                return;
            }

            (_before, _latest) = (_latest, value);
        }

        /// <summary>Events per second, between the last two reports.</summary>
        public double Rate()
        {
            if (_latest is not { } latest || latest.Elapsed <= (_before?.Elapsed ?? TimeSpan.Zero))
                return 0;
            return (latest.Events - (_before?.Events ?? 0)) / (latest.Elapsed - (_before?.Elapsed ?? TimeSpan.Zero)).TotalSeconds;
        }
    }
}
