using System.Collections.Concurrent;
using StellarForge.Api.Fills;
using StellarForge.Api.Jobs;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Verification;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Verifications;

/// <summary>The verifications of this process.</summary>
/// <param name="topology">The topology.</param>
/// <param name="hold">Holds pipelines while what they wrote is read.</param>
/// <param name="time">The clock.</param>
/// <param name="fills">The fills of this process.</param>
/// <param name="jobs">Runs them.</param>
internal sealed class VerificationJobs(Topology topology, PipelineHold hold, TimeProvider time, FillJobs fills, JobService jobs) : IDisposable
{
    // Those that were started long ago are forgotten.
    private const int MostKept = 100;

    private readonly ConcurrentDictionary<string, VerificationStatus> _statuses = new(StringComparer.Ordinal);

    // One stream at a time: the end of one verification lets the pipeline go on that another may still read.
    private readonly SemaphoreSlim _streams = new(1);
    private int _number;

    /// <summary>Finds a verification.</summary>
    public VerificationStatus? Find(string id) => _statuses.GetValueOrDefault(id);

    /// <summary>Starts a verification.</summary>
    /// <param name="request">What is to be verified.</param>
    /// <param name="authorization">The caller's <c>Authorization</c> header, for the writer.</param>
    /// <exception cref="ArgumentException">The request can't be; the message says why.</exception>
    public VerificationStatus Start(VerificationRequest request, string? authorization)
    {
        if (request is { Pipeline: null, Target: null } or { Pipeline: not null, Target: not null })
            throw new ArgumentException("Give either a pipeline, or a target.");
        if (request.Pipeline is { } name)
        {
            var pipeline = topology.Pipelines.FirstOrDefault(found => found.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException($"pipeline: there is no pipeline '{name}'.");
            if (pipeline.Stream is null)
                throw new ArgumentException($"pipeline: the events of '{name}' come from elsewhere. What they have to be nobody knows.");
            return Run(pipeline.Name, pipeline.Target.Name, (id, stop) => VerifyAsync(id, pipeline, authorization, stop));
        }

        var target = topology.Connections.FirstOrDefault(found => !found.IsBroker && found.Name.Equals(request.Target, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"target: there is no target '{request.Target}' among the connections.");
        var plan = request is { Tables: null, Scale: null, Seed: null, Rows: null } && fills.Latest(target.Name) is { } latest
            ? latest
            : fills.Plan(new FillRequest(target.Name, request.Tables, request.Scale, request.Seed, request.Rows));
        var tables = plan.Tables.Except(plan.Streamed).ToList();
        if (tables.Count == 0)
            throw new ArgumentException($"target: events go into all these tables of '{target.Name}'. Verify their pipelines.");
        return Run(null, target.Name, (id, stop) => VerifyAsync(id, target, tables, plan.World, stop));
    }

    public void Dispose() => _streams.Dispose();

    private VerificationStatus Run(string? pipeline, string target, Func<string, CancellationToken, Task> verifyAsync)
    {
        var number = Interlocked.Increment(ref _number);
        _statuses.TryRemove($"{number - MostKept}", out _);
        var status = new VerificationStatus($"{number}", pipeline, target, VerificationState.Running, null, null, null, null, []);
        _statuses[status.Id] = status;
        jobs.Start(
            $"Verification {status.Id}",
            (stop, _) => verifyAsync(status.Id, stop),
            problem => Set(status.Id, was => was with { State = VerificationState.Failed, Error = problem, Waiting = null }));
        return status;
    }

    private async Task VerifyAsync(
        string id, TopologyConnection connection, IReadOnlyList<Table> chosen, World world, CancellationToken cancellationToken)
    {
        await using var target = connection.OpenTarget();
        await target.PingAsync(cancellationToken);
        var tables = await new Verifier(target, world).VerifyAsync(chosen, null, cancellationToken);
        Set(id, was => was with
        {
            State = VerificationState.Done,
            Matches = tables.All(table => table.IsMatch),
            Tables = [.. tables.Select(VerifiedTable.Of)],
        });
    }

    // Rows, dead letters and positions are read one after the other: they belong together while nothing is written.
    private async Task VerifyAsync(string id, TopologyPipeline pipeline, string? authorization, CancellationToken cancellationToken)
    {
        Set(id, status => status with { Waiting = "Another verification ends." });
        await _streams.WaitAsync(cancellationToken);
        try
        {
            Set(id, status => status with { Waiting = $"Pipeline '{pipeline.Name}' finishes its batch." });
            var verified = await hold.RunAsync(pipeline.Name, authorization, held => VerifyHeldAsync(id, pipeline, held), cancellationToken);
            Set(id, status => status with
            {
                State = VerificationState.Done,
                Matches = verified.IsMatch,
                Complete = verified.IsComplete,
                Tables = [.. verified.Tables.Select(VerifiedTable.Of)],
            });
        }
        finally
        {
            _streams.Release();
        }
    }

    private async Task<StreamVerification> VerifyHeldAsync(string id, TopologyPipeline pipeline, CancellationToken cancellationToken)
    {
        Set(id, status => status with { Waiting = null });
        await using var broker = pipeline.Broker.OpenBroker();
        await using var target = pipeline.Target.OpenTarget();
        var verifier = new StreamVerifier((IPipelineTarget)target, broker, time)
        {
            Tables = [.. pipeline.Topics.Select(topic => topology.Model.Find(topic.Schema.QualifiedName)!)],
        };
        return await verifier.VerifyAsync(
            pipeline.Stream!.Name, pipeline.Name, topology.Model, _ => pipeline.Format, complete: false, null, cancellationToken);
    }

    private void Set(string id, Func<VerificationStatus, VerificationStatus> change)
    {
        if (_statuses.TryGetValue(id, out var status))
            _statuses[id] = change(status);
    }
}
