using System.CommandLine;
using System.Globalization;
using StellarForge.Cli.Connectors;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Verbs;

/// <summary>What stream does.</summary>
internal sealed class StreamCommand(
    ParseResult command, Option<string?> to, SelectionOptions selection, MessageOptions messages, StreamRunOptions options, LiveRunOptions live)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (model, tables, world) = selection.Select(command, hasValues: true);
        if (LiveRunOptions.IsLive(command) && !selection.NamesTables(command))
            tables = LivePlanner.DefaultTables(model);
        var plan = new StreamPlan(
            model, world, options.Tables(command, model, tables), messages.Read(command), options.Faults(command), StreamPlan.DefaultShards);
        plan = live.Read(command, plan, options.Rate(command), StreamRunOptions.Rates(selection.TableValues(command, model)), options.MostFaults(command));
        if (options.IsDryRun(command))
        {
            Write(StreamCounts.Of(plan, options.Count(command), cancellationToken));
            return CommandHost.Done;
        }

        var run = options.Read(command);
        var named = command.Address(command.GetValue(to) ?? $"embedded:{ConnectorAddress.EscapePath(model.Name)}.log", "--to");
        await using var broker = named.OpenBroker();
        using var interruption = new Interruption(cancellationToken);
        if (live.FillTarget(command) is { } target && !await UnlessStoppedAsync(() => StreamFill.RunAsync(command.Address(target), plan, interruption)))
        {
            Resume();
            return CommandHost.Failed;
        }

        if (await SendAsync(broker, plan, run, interruption) is not { } result)
        {
            Resume();
            return CommandHost.Failed;
        }

        if (command.WantsJson())
            JsonOutput.Write(Report(result.Progress, result), OutputJson.Default.StreamReport);
        else
            Write(broker, result);
        if (result.IsComplete)
            return CommandHost.Done;
        Resume();
        return options.For(command) is null && interruption.Stop.IsCancellationRequested ? CommandHost.Failed : CommandHost.Done;
    }

    private async Task<StreamResult?> SendAsync(IBroker broker, StreamPlan plan, StreamOptions run, Interruption interruption)
    {
        var display = new StreamDisplay(command.WantsJson() ? progress => JsonOutput.Write(Report(progress, null), OutputJson.Default.StreamReport) : null);
        return await UnlessStoppedAsync(() => interruption.WaitAsync(
            Task.Run(() => display.WatchAsync(new StreamRunner(broker, plan, run).RunAsync(display, interruption.Stop, interruption.Abort)))));
    }

    private static async Task<T?> UnlessStoppedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }

    private static void Resume() => Messages.Note("Nothing is lost. The same command goes on where this one stopped.");

    private void Write(IReadOnlyList<TableCounts> counts)
    {
        if (command.WantsJson())
        {
            foreach (var table in counts)
                JsonOutput.Write(Report(table), OutputJson.Default.StreamTableReport);
            return;
        }

        Print(counts);
    }

    private static void Write(IBroker broker, StreamResult result)
    {
        Print(result.Progress.Tables);
        var (messages, seconds) = (result.Progress.Messages, result.Progress.Elapsed.TotalSeconds);
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{broker.DisplayName}: {messages:N0} events in {seconds:N1} s, {messages / Math.Max(seconds, 1e-9):N0} events/s."));
    }

    private static void Print(IReadOnlyList<TableCounts> counts)
    {
        var text = new TextTable("table", ">events", ">late", ">disorder", ">duplicates", ">bad");
        foreach (var table in counts)
            text.Add([table.Table.Schema.QualifiedName, .. new[] { table.Events, table.Late, table.Disorder, table.Duplicates, table.Bad }.Select(Whole)]);
        text.Write(Console.Out);
    }

    private static StreamTableReport Report(TableCounts table) =>
        new(table.Table.Schema.QualifiedName, table.Events, table.Late, table.Disorder, table.Duplicates, table.Bad);

    private static StreamReport Report(StreamProgress progress, StreamResult? result) => new(
        result?.Stream, result?.IsComplete, progress.Messages, progress.Bytes, progress.Elapsed.TotalSeconds, progress.Shards, progress.Processes,
        progress.SpooledEvents, progress.SpooledBytes, progress.Waiting == StreamWaiting.Nothing ? null : progress.Waiting.ToString().ToLowerInvariant(),
        progress.WaitingRows, progress.IsPaused, [.. progress.Tables.Select(Report)]);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
