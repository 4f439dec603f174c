using System.CommandLine;
using System.Globalization;
using StellarForge.Cli.Connectors;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine;

namespace StellarForge.Cli.Verbs;

/// <summary>What fill and export do.</summary>
/// <param name="command">The command line.</param>
/// <param name="selection">Which tables, and how many rows.</param>
/// <param name="options">How it is run.</param>
/// <param name="address">The target.</param>
internal sealed class FillCommand(ParseResult command, SelectionOptions selection, FillRunOptions options, string address)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (model, tables, world) = selection.Select(command);
        var named = command.Address(address);
        await using var target = named.OpenTarget();
        using var interruption = new Interruption(cancellationToken);

        var run = options.Read(command);
        FillRunner.ReserveThreads(run.Workers);
        if (named.Address.Retries is { } retries)
            run = run with { Retries = retries };
        var plan = FillPlanner.Plan(model, world, tables, options.ChunkRows(command)) with
        {
            IsForced = options.Forces(command),
            Streamed = options.Streamed(command, model),
        };
        if (await FillAsync(target, plan, run, interruption) is not { IsComplete: true } filled)
        {
            Messages.Note($"Nothing is lost. Go on with:\n  {CommandText.Write(command, command.CommandResult.Command.Name, Resumable, named)}");
            return CommandHost.Failed;
        }

        if (!command.WantsJson())
            Write(target, filled);
        var wantsVerify = options.WantsVerify(command, filled.LoadedRows);
        var verification = wantsVerify ? await UnlessStoppedAsync(interruption, () => Verification.RunAsync(target, world, tables, interruption.Stop)) : null;
        if (command.WantsJson())
            JsonOutput.Write(Report(target, filled, verification), OutputJson.Default.FillReport);
        else if (verification is not null)
            verification.Write();
        else if (wantsVerify || !options.SaysWhenToVerify(command))
            Messages.Note($"Verify it with:\n  {CommandText.Write(command, $"verify --target {CommandText.Quote(named.Shown)}", selection.All, named)}");
        return wantsVerify && verification is not { IsMatch: true } ? CommandHost.Failed : CommandHost.Done;
    }

    private IEnumerable<Option> Resumable => command.CommandResult.Command.Options.Concat(CommonOptions.All).Except(options.OnlyOnce);

    private static Task<FillResult?> FillAsync(ITarget target, FillPlan plan, FillOptions run, Interruption interruption)
    {
        var display = new FillDisplay();
        return UnlessStoppedAsync(interruption, () => display.WatchAsync(RunAsync()));

        async Task<FillResult> RunAsync()
        {
            await target.PingAsync(interruption.Abort);
            return await new FillRunner(target, plan, run).RunAsync(display, interruption.Stop, interruption.Abort);
        }
    }

    // On another thread, as a driver may block where it should not.
    private static async Task<T?> UnlessStoppedAsync<T>(Interruption interruption, Func<Task<T>> work)
        where T : class
    {
        try
        {
            return await interruption.WaitAsync(Task.Run(work));
        }
        catch (OperationCanceledException) when (interruption.Stop.IsCancellationRequested || interruption.Abort.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void Write(ITarget target, FillResult result)
    {
        // Of a fill that went on, or shared the work with others, what this run did is told apart from what there is.
        var others = result.Tables.Sum(table => table.Rows) - result.LoadedRows;
        var text = others == 0
            ? new TextTable("table", ">rows", ">MB", ">seconds", ">rows/s")
            : new TextTable("table", ">rows", ">loaded now", ">MB", ">seconds", ">rows/s");
        foreach (var (table, rows, _, bytes, loaded, loading) in result.Tables)
        {
            // The time runs from the first batch to the last: of a single batch it says nothing.
            var seconds = loading.TotalSeconds;
            string[] run = loaded == 0 ? ["", "", ""] : [Tenths(bytes / 1e6), Tenths(seconds), seconds >= 0.1 ? Whole(loaded / seconds) : ""];
            text.Add([table.Schema.QualifiedName, Whole(rows), .. others == 0 ? run : [Whole(loaded), .. run]]);
        }
        text.Write(Console.Out);

        var total = result.Elapsed.TotalSeconds;
        Console.WriteLine();
        Console.WriteLine(result.LoadedRows == 0
            ? $"{target.DisplayName} was filled already: nothing to do."
            : string.Create(CultureInfo.InvariantCulture,
                $"{target.DisplayName}: {result.LoadedRows:N0} rows in {total:N1} s, {result.LoadedRows / total:N0} rows/s") +
                (others == 0 ? "." : $"; {Whole(others)} rows were there already, or came from other processes."));
    }

    private static FillReport Report(ITarget target, FillResult result, Verification? verification) => new(
        target.DisplayName,
        result.IsComplete,
        result.LoadedRows,
        result.Bytes,
        result.Elapsed.TotalSeconds,
        result.LoadedRows / Math.Max(1e-9, result.Elapsed.TotalSeconds),
        [.. result.Tables.Select(table => new FilledTableReport(
            table.Table.Schema.QualifiedName, table.Rows, table.Loaded, table.Bytes, table.Loading.TotalSeconds))],
        verification?.IsMatch,
        verification?.Report);

    private static string Tenths(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
