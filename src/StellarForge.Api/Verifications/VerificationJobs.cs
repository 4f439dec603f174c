using System.Collections.Concurrent;
using StellarForge.Api.Jobs;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Verification;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Verifications;

/// <summary>The verifications of this process.</summary>
/// <param name="topology">The topology.</param>
/// <param name="hold">Holds pipelines while what they wrote is read.</param>
/// <param name="time">The clock.</param>
/// <param name="jobs">Runs them.</param>
internal sealed class VerificationJobs(Topology topology, PipelineHold hold, TimeProvider time, JobService jobs) : IDisposable
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
        var number = Interlocked.Increment(ref _number);
        var id = $"{number}";
        _statuses.TryRemove($"{number - MostKept}", out _);
        if (request.Pipeline is { } name)
        {
            var pipeline = topology.Pipelines.FirstOrDefault(found => found.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException($"pipeline: there is no pipeline '{name}'.");
            if (pipeline.Stream is null)
                throw new ArgumentException($"pipeline: the events of '{name}' come from elsewhere. What they have to be nobody knows.");
            return Run(
                new(id, pipeline.Name, pipeline.Target.Name, VerificationState.Running, null, null, null, null, []),
                stop => VerifyAsync(id, pipeline, authorization, stop));
        }

        var target = topology.Connections.FirstOrDefault(found => !found.IsBroker && found.Name.Equals(request.Target, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"target: there is no target '{request.Target}' among the connections.");
        return Run(new(id, null, target.Name, VerificationState.Running, null, null, null, null, []), stop => VerifyAsync(id, target, stop));
    }

    public void Dispose() => _streams.Dispose();

    private VerificationStatus Run(VerificationStatus status, Func<CancellationToken, Task> verifyAsync)
    {
        _statuses[status.Id] = status;
        jobs.Start(
            $"Verification {status.Id}",
            (stop, _) => verifyAsync(stop),
            problem => Set(status.Id, was => was with { State = VerificationState.Failed, Error = problem, Waiting = null }));
        return status;
    }

    private async Task VerifyAsync(string id, TopologyConnection connection, CancellationToken cancellationToken)
    {
        await using var target = connection.OpenTarget();
        await target.PingAsync(cancellationToken);
        var tables = await new Verifier(target, topology.World).VerifyAsync(topology.Model.Tables, null, cancellationToken);
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
            await hold.RunAsync(pipeline.Name, authorization, held => VerifyHeldAsync(id, pipeline, held), cancellationToken);
        }
        finally
        {
            _streams.Release();
        }
    }

    private async Task VerifyHeldAsync(string id, TopologyPipeline pipeline, CancellationToken cancellationToken)
    {
        Set(id, status => status with { Waiting = null });
        await using var broker = pipeline.Broker.OpenBroker();
        await using var target = pipeline.Target.OpenTarget();
        var verifier = new StreamVerifier((IPipelineTarget)target, broker, time)
        {
            Tables = [.. pipeline.Topics.Select(topic => topology.Model.Find(topic.Schema.QualifiedName)!)],
        };
        var verified = await verifier.VerifyAsync(
            pipeline.Stream!.Name, pipeline.Name, topology.Model, _ => pipeline.Format, complete: false, null, cancellationToken);
        Set(id, status => status with
        {
            State = VerificationState.Done,
            Matches = verified.IsMatch,
            Complete = verified.IsComplete,
            Tables = [.. verified.Tables.Select(VerifiedTable.Of)],
        });
    }

    private void Set(string id, Func<VerificationStatus, VerificationStatus> change)
    {
        if (_statuses.TryGetValue(id, out var status))
            _statuses[id] = change(status);
    }
}
