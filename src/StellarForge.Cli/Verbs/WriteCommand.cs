using System.CommandLine;
using System.Globalization;
using StellarForge.Cli.Connectors;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Verbs;

/// <summary>What write does: a pipeline for each target.</summary>
/// <param name="command">The command line.</param>
/// <param name="options">How it is run.</param>
/// <param name="from">The broker's address.</param>
/// <param name="targets">The targets' addresses.</param>
internal sealed class WriteCommand(ParseResult command, PipelineRunOptions options, string from, IReadOnlyList<string> targets)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var interruption = new Interruption(cancellationToken);
        await using var broker = command.Address(from, "--from").OpenBroker();
        var opened = new List<(IPipelineTarget Target, int? Retries)>();
        try
        {
            foreach (var target in targets)
                opened.Add(Open(target));
            if (opened.GroupBy(target => target.Target.DisplayName).FirstOrDefault(same => same.Count() > 1) is { } twice)
                throw new UsageException($"--target: {twice.Key} is named twice.");
            await broker.PingAsync(interruption.Abort);
            var topics = await options.TopicsAsync(command, broker, interruption.Abort);

            // Before any of them begins.
            foreach (var (target, _) in opened)
            {
                foreach (var topic in topics)
                    target.Check(new PipelineTable(topic.Topic, 1, topic.Schema, topic.Mode));
            }

            return await WriteAsync(broker, topics, opened, interruption);
        }
        finally
        {
            foreach (var (target, _) in opened)
                await target.DisposeAsync();
        }
    }

    private (IPipelineTarget Target, int? Retries) Open(string text)
    {
        var address = command.Address(text);
        return address.OpenTarget() is IPipelineTarget target
            ? (target, address.Address.Retries)
            : throw new UsageException($"--target: {address.Address.Connector.Name} takes no events. 'fill' and 'export' write there.");
    }

    private async Task<int> WriteAsync(
        IBroker broker, IReadOnlyList<PipelineTopic> topics, List<(IPipelineTarget Target, int? Retries)> targets, Interruption interruption)
    {
        var (run, format) = (options.Read(command), options.Format(command));
        var display = new PipelineDisplay(targets.Count, command.WantsJson());
        var pipelines = targets.Select((target, index) => Task.Run(async () =>
        {
            var runner = new PipelineRunner(
                broker, target.Target, format, options.Name(command), topics, target.Retries is { } retries ? run with { Retries = retries } : run);
            var total = await runner.RunAsync(display.Of(index), interruption.Stop, interruption.Abort);
            display.Of(index).Report(total);
            return total;
        })).ToList();

        // One that fails says so at once, and holds up no other.
        var isDone = true;
        foreach (var pipeline in pipelines)
            _ = pipeline.ContinueWith(failed => Messages.Error(failed.Exception!.GetBaseException()), TaskContinuationOptions.OnlyOnFaulted);
        try
        {
            await interruption.WaitAsync(display.WatchAsync(Task.WhenAll(pipelines)));
        }
        catch (OperationCanceledException)
        {
            Messages.Note("Stopped at once: what was not committed is read again by the next run.");
            isDone = false;
        }
        catch (Exception) when (pipelines.Exists(pipeline => pipeline.IsFaulted))
        {
            isDone = false;
        }

        display.End();
        if (!command.WantsJson())
            Write(pipelines.Where(pipeline => pipeline.IsCompletedSuccessfully).Select(pipeline => pipeline.Result));
        return isDone ? CommandHost.Done : CommandHost.Failed;
    }

    private static void Write(IEnumerable<PipelineProgress> totals)
    {
        foreach (var total in totals)
        {
            var text = new TextTable("table", "topic", ">written", ">ignored", ">dead letters", ">repeated");
            foreach (var table in total.Tables)
            {
                text.Add([
                    table.Table, table.Topic, Whole(table.Written), Whole(table.Ignored), Whole(table.DeadLetters), Whole(table.Repeated),
                ]);
            }

            text.Write(Console.Out);
            Console.WriteLine();
            Console.WriteLine(
                $"{total.Pipeline}: {Whole(total.Events)} events in {total.Elapsed.TotalSeconds.ToString("N1", CultureInfo.InvariantCulture)} s.");
        }
    }

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
