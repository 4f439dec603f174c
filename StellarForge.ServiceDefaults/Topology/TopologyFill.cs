using StellarForge.Engine;

namespace StellarForge.ServiceDefaults;

/// <summary>The fill of what a stream's rows refer to.</summary>
public static class TopologyFill
{
    /// <summary>
    /// Fills a target with all tables of the model, unless that is done. Who sends the stream does so, and who writes it into that target: they share the work,
    /// and neither begins before it is done.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="connection">The target.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="stop">Stops it after the chunks in hand.</param>
    /// <param name="abort">Stops it at once.</param>
    /// <exception cref="FillRefusedException">The target holds something else.</exception>
    public static async Task<FillResult> FillAsync(
        this TopologyStream stream, TopologyConnection connection, IProgress<FillProgress> progress, CancellationToken stop, CancellationToken abort)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(connection);
        await using var target = connection.OpenTarget();
        var plan = FillPlanner.Plan(stream.Plan.Model, stream.Plan.World) with { Streamed = [.. stream.Plan.Tables.Select(table => table.Table)] };
        var options = new FillOptions { Retries = connection.Address.Retries ?? new FillOptions().Retries };
        FillRunner.ReserveThreads(options.Workers);
        await target.PingAsync(abort);
        return await new FillRunner(target, plan, options).RunAsync(progress, stop, abort);
    }
}
