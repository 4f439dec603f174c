using System.Collections.Concurrent;
using System.Globalization;
using StellarForge.Api.Jobs;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Fills;

/// <summary>The fills of this process. They end with it; a ledger in the target knows how far they were, so that the same fill goes on later.</summary>
/// <param name="topology">The topology.</param>
/// <param name="time">The clock.</param>
/// <param name="service">Runs them.</param>
internal sealed class FillJobs(Topology topology, TimeProvider time, JobService service) : IDisposable
{
    // Those that ended long ago are forgotten.
    private const int MostKept = 100;

    private readonly ConcurrentDictionary<string, FillJob> _jobs = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _number;

    /// <summary>All fills, the newest first.</summary>
    public IReadOnlyList<FillStatus> Statuses => [.. _jobs.Values.Select(job => job.Status).OrderByDescending(status => status.StartedAt)];

    /// <summary>Finds a fill.</summary>
    public FillJob? Find(string id) => _jobs.GetValueOrDefault(id);

    /// <summary>Starts a fill.</summary>
    /// <exception cref="ArgumentException">The request can't be; the message says why.</exception>
    /// <exception cref="FillRefusedException">The model can't make the rows.</exception>
    public FillJob Start(FillRequest request)
    {
        var target = Target(request);
        var plan = Plan(request);
        lock (_lock)
        {
            CheckIsFree(target.Name);
            foreach (var old in Statuses.Where(status => status.State != FillState.Running).Skip(MostKept))
            {
                if (_jobs.TryRemove(old.Id, out var ended))
                    ended.Dispose();
            }

            foreach (var before in _jobs.Values.Where(job => job.Target == target.Name))
                before.KeepTables();
            var job = new FillJob($"{++_number}", target, plan, request.Recreate, time.GetUtcNow().UtcDateTime);
            Run(job);
            return job;
        }
    }

    /// <summary>What a fill would do.</summary>
    /// <exception cref="ArgumentException">The request can't be; the message says why.</exception>
    public FillPlan Plan(FillRequest request)
    {
        var target = Target(request);
        return FillPlanner.Plan(topology.Model, World(request), request.Tables is { Count: > 0 } tables ? [.. tables.Select(Table)] : null) with
        {
            // What events go into as well gets no foreign keys among itself.
            Streamed = [.. topology.Pipelines.Where(pipeline => pipeline.Target.Name == target.Name)
                .SelectMany(pipeline => pipeline.Topics).Select(topic => topic.Schema.QualifiedName).Distinct().Select(Table)],
        };
    }

    /// <summary>What the newest fill of a target does, or <see langword="null"/> where this process has none.</summary>
    public FillPlan? Latest(string target) =>
        _jobs.Values.Where(job => job.Target == target).MaxBy(job => int.Parse(job.Id, CultureInfo.InvariantCulture))?.Plan;

    /// <summary>Goes on with a fill that was cancelled, or failed.</summary>
    /// <returns>Whether it had stopped.</returns>
    /// <exception cref="FillRefusedException">Another one fills the target.</exception>
    public bool Resume(FillJob job)
    {
        lock (_lock)
        {
            if (job.Status.State != FillState.Running)
                CheckIsFree(job.Target);
            if (!job.TryResume())
                return false;
            Run(job);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var job in _jobs.Values)
            job.Dispose();
    }

    private void Run(FillJob job)
    {
        _jobs[job.Id] = job;
        service.Start($"Fill {job.Id} of {job.Target}", job.RunAsync, job.Fail);
    }

    private void CheckIsFree(string target)
    {
        if (_jobs.Values.Any(job => job.Target == target && job.Status.State == FillState.Running))
            throw new FillRefusedException($"'{target}' is being filled already. Wait for that fill, or cancel it.");
    }

    private TopologyConnection Target(FillRequest request) =>
        topology.Connections.FirstOrDefault(found => found.Name.Equals(request.Target, StringComparison.OrdinalIgnoreCase) && !found.IsBroker)
        ?? throw new ArgumentException($"target: there is no target '{request.Target}' among the connections.");

    private World World(FillRequest request)
    {
        if (request.Scale is { } scale && !(scale > 0 && double.IsFinite(scale)))
            throw new ArgumentException(FormattableString.Invariant($"scale is {scale}. Give a number above 0."));
        if (request.Rows is not { } given)
            return new World(request.Seed ?? topology.World.Seed, request.Scale ?? topology.World.Scale, topology.World.Rows);
        var rows = new Dictionary<string, long>();
        foreach (var (name, count) in given)
        {
            if (count < 1)
                throw new ArgumentException(FormattableString.Invariant($"rows.{name} is {count}. Give a whole number above 0."));
            if (!rows.TryAdd(Table(name).Schema.QualifiedName, count))
                throw new ArgumentException($"rows: the table '{name}' is named twice.");
        }

        return new World(request.Seed ?? topology.World.Seed, request.Scale ?? topology.World.Scale, rows);
    }

    // A list in JSON may have null.
    private Table Table(string? name) =>
        topology.Model.Find(name ?? "") ?? throw new ArgumentException($"The model {topology.Model.Name} has no table '{name}'.");
}
