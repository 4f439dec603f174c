using System.Collections.Concurrent;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Fills;

/// <summary>The fills of this process. They end with it; a ledger in the target knows how far they were, so that the same fill goes on later.</summary>
/// <param name="topology">The topology.</param>
/// <param name="lifetime">The service's life.</param>
internal sealed class FillJobs(Topology topology, IHostApplicationLifetime lifetime) : IAsyncDisposable
{
    // Those that ended long ago are forgotten.
    private const int MostKept = 100;

    private readonly ConcurrentDictionary<string, (FillJob Job, Task Running)> _jobs = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _number;

    /// <summary>All fills, the newest first.</summary>
    public IReadOnlyList<FillStatus> Statuses => [.. _jobs.Values.Select(entry => entry.Job.Status).OrderByDescending(status => status.StartedAt)];

    /// <summary>Finds a fill.</summary>
    public FillJob? Find(string id) => _jobs.TryGetValue(id, out var entry) ? entry.Job : null;

    /// <summary>Starts a fill.</summary>
    /// <exception cref="ArgumentException">The request can't be; the message says why.</exception>
    /// <exception cref="FillRefusedException">The model can't make the rows.</exception>
    public FillJob Start(FillRequest request)
    {
        var target = topology.Connections.FirstOrDefault(found => found.Name.Equals(request.Target, StringComparison.OrdinalIgnoreCase) && !found.IsBroker)
            ?? throw new ArgumentException($"target: there is no target '{request.Target}' among the connections.");
        var plan = FillPlanner.Plan(topology.Model, World(request), request.Tables is { Count: > 0 } tables ? [.. tables.Select(Table)] : null) with
        {
            // What events go into as well gets no foreign keys among itself.
            Streamed = [.. topology.Pipelines.Where(pipeline => pipeline.Target.Name == target.Name)
                .SelectMany(pipeline => pipeline.Topics).Select(topic => topic.Schema.QualifiedName).Distinct().Select(Table)],
        };
        lock (_lock)
        {
            if (_jobs.Values.Any(entry => entry.Job.Target == target.Name && entry.Job.Status.State == FillState.Running))
                throw new FillRefusedException($"'{target.Name}' is being filled already. Wait for that fill, or cancel it.");
            foreach (var old in Statuses.Where(status => status.State != FillState.Running).Skip(MostKept))
            {
                if (_jobs.TryRemove(old.Id, out var ended))
                    ended.Job.Dispose();
            }

            var job = new FillJob($"{++_number}", target, plan, request.Recreate);
            Run(job);
            return job;
        }
    }

    /// <summary>Goes on with a fill that was cancelled, or failed.</summary>
    /// <returns>Whether it had stopped.</returns>
    public bool Resume(FillJob job)
    {
        lock (_lock)
        {
            if (!job.TryResume())
                return false;
            Run(job);
            return true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_jobs.Values.Select(entry => entry.Running));
        foreach (var (job, _) in _jobs.Values)
            job.Dispose();
    }

    private void Run(FillJob job) => _jobs[job.Id] = (job, Task.Run(() => job.RunAsync(lifetime.ApplicationStopping)));

    private World World(FillRequest request)
    {
        try
        {
            return new World(
                request.Seed ?? topology.World.Seed, request.Scale ?? topology.World.Scale,
                request.Rows is { } rows ? rows.ToDictionary(pair => Table(pair.Key).Schema.QualifiedName, pair => pair.Value) : topology.World.Rows);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new ArgumentException(error.Message, error);
        }
    }

    private Table Table(string name) =>
        topology.Model.Find(name) ?? throw new ArgumentException($"tables: the model {topology.Model.Name} has no table '{name}'.");
}
