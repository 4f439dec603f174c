using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StellarForge.Engine.Telemetry;

namespace StellarForge.Engine.Tests.Telemetry;

/// <summary>Keeps what the engine's meter measures with a certain attribute, as other tests measure at the same time.</summary>
internal sealed class MeterRecorder : IDisposable
{
    private readonly string _tag;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="tag">An attribute and its value, as <c>name=value</c>.</param>
    public MeterRecorder(string tag)
    {
        _tag = tag;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EngineTelemetry.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Asks the gauges.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public List<double> Of(string instrument, params string[] tags) =>
    [
        .. _measured.Where(measured => measured.Instrument == instrument && tags.All(tag => measured.Tags.Contains($" {tag} ", StringComparison.Ordinal)))
            .Select(measured => measured.Value),
    ];

    public double Sum(string instrument, params string[] tags) => Of(instrument, tags).Sum();

    public void Dispose() => _listener.Dispose();

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = $" {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))} ";
        if (text.Contains($" {_tag} ", StringComparison.Ordinal))
            _measured.Enqueue((instrument.Name, value, text));
    }
}
