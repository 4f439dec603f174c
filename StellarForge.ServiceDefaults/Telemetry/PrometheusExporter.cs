using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// What meters measured since the process began, as Prometheus reads it (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format);
/// names as OpenTelemetry translates them (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>The type of the answer.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<string, PrometheusFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _scrapes = new();
    private readonly ILogger<PrometheusExporter> _logger;
    private readonly string _service;

    /// <summary>Begins to listen.</summary>
    /// <param name="meters">The application's own: those that another application of the process made through its factory are not listened to.</param>
    /// <param name="service">What the service is called.</param>
    /// <param name="logger">Told of what can't be shown.</param>
    public PrometheusExporter(IMeterFactory meters, ServiceName service, ILogger<PrometheusExporter> logger)
    {
        (_logger, _service) = (logger, service.Name);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (TelemetrySources.Meters.Contains(instrument.Meter.Name)
                && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters)) && Find(instrument) is { } family)
                listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => Record(family, (double)value, tags));
        _listener.Start();
    }

    /// <summary>All series, by the names of their families.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        text.Append("# HELP target_info What is measured\n# TYPE target_info gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"target_info{{service_name=\"{PrometheusName.Escape(_service)}\"}} 1\n");
        lock (_scrapes)
        {
            foreach (var family in _families.Values.Where(family => family.IsObserved))
                family.Clear();
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException error)
            {
                // One of them can't say its figure at the moment, an object that is just being closed, say. The others have.
                Log.ObservationFailed(_logger, error);
            }

            foreach (var (_, family) in _families.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                family.Write(text);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((PrometheusFamily)family!).Record(value, tags);

    private PrometheusFamily? Find(Instrument instrument)
    {
        if (PrometheusFamily.Create(instrument) is not { } created)
            return null;
        var family = _families.GetOrAdd(created.Name, created);
        if (family.Kind == created.Kind)
            return family;
        Log.SameName(_logger, instrument.Name, instrument.Meter.Name, created.Name);
        return null;
    }
}
