using System.Diagnostics;
using StellarForge.ServiceDefaults;

namespace StellarForge.Services.Tests.Page;

/// <summary>A stream whose counts rise with the clock.</summary>
internal sealed class SimulatedStreams : IStreamHosts
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>What the stream says now.</summary>
    public StreamStatus Status { get; set; } = new(
        "shop", HostState.Running, null, null, 200, "flat", new(0, 0, 0, 0), 0, 0, 0, 0, 0, 8, 1, [new("orders", "orders", 0, 0, 0, 0, 0)]);

    public IReadOnlyList<StreamStatus> Statuses
    {
        get
        {
            var events = _clock.ElapsedMilliseconds / 5;
            return
            [
                Status with
                {
                    Events = events, Bytes = events * 100, EventsPerSecond = 150 + (events / 30 % 100),
                    Tables = [Status.Tables[0] with { Events = events, Bad = events / 50 }],
                },
            ];
        }
    }

    public Task<StreamStatus?> ChangeAsync(string name, StreamChange change, CancellationToken cancellationToken)
    {
        Status = Status with
        {
            Rate = change.Rate ?? Status.Rate,
            State = change.Paused switch { true => HostState.Paused, false => HostState.Running, null => Status.State },
            Faults = new(
                change.Faults?.Late ?? Status.Faults.Late, change.Faults?.Disorder ?? Status.Faults.Disorder,
                change.Faults?.Duplicates ?? Status.Faults.Duplicates, change.Faults?.Bad ?? Status.Faults.Bad),
        };
        return Task.FromResult<StreamStatus?>(Status);
    }
}

/// <summary>A pipeline whose counts rise with the clock.</summary>
internal sealed class SimulatedPipelines : IPipelineHosts
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>What the pipeline is doing.</summary>
    public HostState State { get; set; } = HostState.Running;

    public IReadOnlyList<PipelineStatus> Statuses
    {
        get
        {
            // Fewer than the stream sends: of two lines in one place only one is seen.
            var events = _clock.ElapsedMilliseconds / 6;
            return
            [
                new(
                    "shop", "shop", State, null, null, events, 150, events % 40, 8, new(8, 20, 40 + (events % 10)),
                    [new("orders", "orders", events, 0, events / 50, 0, events * 100)]) { IsStopped = State == HostState.Failed },
            ];
        }
    }

    public Task<PipelineStatus?> ChangeAsync(string name, PipelineChange change, CancellationToken cancellationToken)
    {
        State = change.Paused switch { true => HostState.Paused, false => HostState.Running, null => State };
        return Task.FromResult<PipelineStatus?>(Statuses[0]);
    }
}
