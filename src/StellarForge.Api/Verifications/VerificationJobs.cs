using System.Collections.Concurrent;
using StellarForge.Engine;
using StellarForge.Engine.Streams;
using StellarForge.Engine.Verification;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Verifications;

/// <summary>The verifications of this process.</summary>
/// <param name="topology">The topology.</param>
/// <param name="pipelines">The pipelines, which are paused while what they wrote is read.</param>
/// <param name="time">The clock.</param>
/// <param name="lifetime">The service's life.</param>
internal sealed class VerificationJobs(Topology topology, IPipelineHosts pipelines, TimeProvider time, IHostApplicationLifetime lifetime)
{
    // Those that were started long ago are forgotten.
    private const int MostKept = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, VerificationStatus> _statuses = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>Finds a verification.</summary>
    public VerificationStatus? Find(string id) => _statuses.GetValueOrDefault(id);

    /// <summary>Starts a verification.</summary>
    /// <exception cref="ArgumentException">The request can't be; the message says why.</exception>
    public VerificationStatus Start(VerificationRequest request)
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
            return Run(new(id, name, pipeline.Target.Name, VerificationState.Running, null, null, null, null, []), () => VerifyAsync(id, pipeline));
        }

        var target = topology.Connections.FirstOrDefault(found => found.Name == request.Target && !found.IsBroker)
            ?? throw new ArgumentException($"target: there is no target '{request.Target}' among the connections.");
        return Run(new(id, null, target.Name, VerificationState.Running, null, null, null, null, []), () => VerifyAsync(id, target));
    }

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
    private async Task VerifyAsync(string id, TopologyPipeline pipeline)
    {
        var cancellationToken = lifetime.ApplicationStopping;
        var was = pipelines.Statuses.FirstOrDefault(status => status.Name == pipeline.Name)?.State;
        await PauseAsync(id, pipeline.Name, cancellationToken);
        try
        {
            await using var broker = pipeline.Broker.OpenBroker();
            await using var target = pipeline.Target.OpenTarget();
            var verified = await new StreamVerifier((IPipelineTarget)target, broker, time).VerifyAsync(
                pipeline.Stream!.Name, pipeline.Name, topology.Model, _ => pipeline.Format, complete: false, null, cancellationToken);
            Set(id, status => status with
            {
                State = VerificationState.Done,
                Waiting = null,
                Matches = verified.IsMatch,
                Complete = verified.IsComplete,
                Tables = [.. verified.Tables.Select(VerifiedTable.Of)],
            });
        }
        finally
        {
            if (was != HostState.Paused)
                await pipelines.ChangeAsync(pipeline.Name, new PipelineChange(Paused: false), CancellationToken.None);
        }
    }

    private async Task PauseAsync(string id, string pipeline, CancellationToken cancellationToken)
    {
        Set(id, status => status with { Waiting = $"Pipeline '{pipeline}' finishes its batch." });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var status = await pipelines.ChangeAsync(pipeline, new PipelineChange(Paused: true), cancellationToken);
        try
        {
            while (status is { State: HostState.Starting or HostState.Running })
            {
                await Task.Delay(50, patience.Token);
                status = pipelines.Statuses.FirstOrDefault(found => found.Name == pipeline);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FillRefusedException($"Pipeline '{pipeline}' did not pause within {Patience.TotalSeconds:0} s.");
        }
    }

    private void Set(string id, Func<VerificationStatus, VerificationStatus> change)
    {
        if (_statuses.TryGetValue(id, out var status))
            _statuses[id] = change(status);
    }
}
