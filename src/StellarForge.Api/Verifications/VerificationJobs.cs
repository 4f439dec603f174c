using System.Collections.Concurrent;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Verification;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Verifications;

/// <summary>The verifications of this process.</summary>
/// <param name="topology">The topology.</param>
/// <param name="pause">Pauses pipelines while what they wrote is read.</param>
/// <param name="time">The clock.</param>
/// <param name="lifetime">The service's life.</param>
internal sealed class VerificationJobs(Topology topology, PipelinePause pause, TimeProvider time, IHostApplicationLifetime lifetime) : IDisposable
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
            var pipeline = topology.Pipelines.FirstOrDefault(found => found.Name == name)
                ?? throw new ArgumentException($"pipeline: there is no pipeline '{name}'.");
            if (pipeline.Stream is null)
                throw new ArgumentException($"pipeline: the events of '{name}' come from elsewhere. What they have to be nobody knows.");
            return Run(
                new(id, name, pipeline.Target.Name, VerificationState.Running, null, null, null, null, []), () => VerifyAsync(id, pipeline, authorization));
        }

        var target = topology.Connections.FirstOrDefault(found => found.Name == request.Target && !found.IsBroker)
            ?? throw new ArgumentException($"target: there is no target '{request.Target}' among the connections.");
        return Run(new(id, null, target.Name, VerificationState.Running, null, null, null, null, []), () => VerifyAsync(id, target));
    }

    public void Dispose() => _streams.Dispose();

    private VerificationStatus Run(VerificationStatus status, Func<Task> verify)
    {
        _statuses[status.Id] = status;
        _ = Task.Run(async () =>
        {
            try
            {
                await verify();
            }
            catch (Exception error)
            {
                // Whatever it is, it is the job's and not the service's.
                Set(status.Id, was => was with { State = VerificationState.Failed, Error = error.Message, Waiting = null });
            }
        });
        return status;
    }

    private async Task VerifyAsync(string id, TopologyConnection connection)
    {
        await using var target = connection.OpenTarget();
        await target.PingAsync(lifetime.ApplicationStopping);
        var tables = await new Verifier(target, topology.World).VerifyAsync(topology.Model.Tables, null, lifetime.ApplicationStopping);
        Set(id, was => was with
        {
            State = VerificationState.Done,
            Matches = tables.All(table => table.IsMatch),
            Tables = [.. tables.Select(VerifiedTable.Of)],
        });
    }

    // Rows, dead letters and positions are read one after the other: they belong together while nothing is written.
    private async Task VerifyAsync(string id, TopologyPipeline pipeline, string? authorization)
    {
        var cancellationToken = lifetime.ApplicationStopping;
        Set(id, status => status with { Waiting = "Another verification ends." });
        await _streams.WaitAsync(cancellationToken);
        try
        {
            await VerifyPausedAsync(id, pipeline, authorization, cancellationToken);
        }
        finally
        {
            _streams.Release();
        }
    }

    private async Task VerifyPausedAsync(string id, TopologyPipeline pipeline, string? authorization, CancellationToken cancellationToken)
    {
        Set(id, status => status with { Waiting = $"Pipeline '{pipeline.Name}' finishes its batch." });
        var ran = await pause.PauseAsync(pipeline.Name, authorization, cancellationToken);
        Set(id, status => status with { Waiting = null });
        try
        {
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
        finally
        {
            if (ran)
                await pause.ResumeAsync(pipeline.Name, authorization);
        }
    }

    private void Set(string id, Func<VerificationStatus, VerificationStatus> change)
    {
        if (_statuses.TryGetValue(id, out var status))
            _statuses[id] = change(status);
    }
}
