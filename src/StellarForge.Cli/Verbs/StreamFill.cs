using StellarForge.Cli.Connectors;
using StellarForge.Cli.Output;
using StellarForge.Engine;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Verbs;

/// <summary>Fills the target of a live stream before it begins: what its rows refer to is there then.</summary>
internal static class StreamFill
{
    /// <summary>Fills all tables of the stream's model, unless that is done.</summary>
    /// <returns>Whether it was done.</returns>
    public static async Task<bool> RunAsync(NamedAddress named, StreamPlan stream, Interruption interruption)
    {
        await using var target = named.OpenTarget();
        var plan = FillPlanner.Plan(stream.Model, stream.World) with { Streamed = [.. stream.Tables.Select(table => table.Table)] };
        var options = new FillOptions { Retries = named.Address.Retries ?? new FillOptions().Retries };
        FillRunner.ReserveThreads(options.Workers);
        var display = new FillDisplay();
        var result = await interruption.WaitAsync(Task.Run(() => display.WatchAsync(FillAsync())));
        if (result is { LoadedRows: > 0 })
            Messages.Note(FormattableString.Invariant($"{target.DisplayName}: {result.LoadedRows:N0} rows filled in {result.Elapsed.TotalSeconds:N1} s."));
        return result is { IsComplete: true };

        async Task<FillResult> FillAsync()
        {
            await target.PingAsync(interruption.Abort);
            return await new FillRunner(target, plan, options).RunAsync(display, interruption.Stop, interruption.Abort);
        }
    }
}
