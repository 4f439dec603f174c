using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams;

public sealed class PipelineMeterTests : IAsyncDisposable
{
    private const string Topic = "numbers";

    private readonly string _pipeline = $"pipeline {Guid.NewGuid()}";
    private readonly MemoryBroker _broker = new();
    private readonly MemoryPipelineTarget _target = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = new();

    public PipelineMeterTests()
    {
        _broker.Create(Topic, 1);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "StellarForge.Streams")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _broker.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Who_listens_to_the_meter_hears_of_events_dead_letters_time_and_lag()
    {
        for (var number = 0; number < 9; number++)
            _broker.Append(Topic, 0, NumberFormat.Encode(number));
        _broker.Append(Topic, 0, "x"u8.ToArray());

        await new PipelineRunner(
            _broker, _target, new NumberFormat(), _pipeline, [new PipelineTopic(Topic, NumberFormat.Keyless)],
            new PipelineOptions { UntilIdle = TimeSpan.FromMilliseconds(50) }).RunAsync();

        Sum("messaging.client.consumed.messages").ShouldBe(10);
        Sum("stellarforge.write.events", "stellarforge.outcome=written", $"stellarforge.table={NumberFormat.Keyless}").ShouldBe(9);
        Sum("stellarforge.write.events", "stellarforge.outcome=dead_letter").ShouldBe(1);
        Sum("stellarforge.write.dead_letters", "stellarforge.reason=Malformed").ShouldBe(1);
        Of("stellarforge.write.duration").ShouldNotBeEmpty();
        Of("stellarforge.write.latency").Count().ShouldBe(10);
        Of("stellarforge.write.lag").Last().ShouldBe(0);
    }

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        if (text.Contains(_pipeline, StringComparison.Ordinal))
            _measured.Enqueue((instrument.Name, value, text));
    }

    private IEnumerable<double> Of(string instrument, params string[] tags) => _measured
        .Where(measured => measured.Instrument == instrument && tags.All(tag => measured.Tags.Contains(tag, StringComparison.Ordinal)))
        .Select(measured => measured.Value);

    private double Sum(string instrument, params string[] tags) => Of(instrument, tags).Sum();
}
