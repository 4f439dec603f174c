using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Tags = System.Collections.Generic.KeyValuePair<string, object?>[];
using TagSpan = System.ReadOnlySpan<System.Collections.Generic.KeyValuePair<string, object?>>;

namespace StellarForge.ServiceDefaults;

/// <summary>How Prometheus takes a figure.</summary>
internal enum PrometheusKind
{
    /// <summary>It only rises.</summary>
    Counter,

    /// <summary>It rises and falls.</summary>
    Gauge,

    /// <summary>It is counted by size.</summary>
    Histogram,
}

/// <summary>The series of an instrument: one for each set of attributes, up to a bound, beyond which all others are one.</summary>
internal sealed class PrometheusFamily
{
    // A table's name and a reason make few; what makes more than this is a mistake, and must not take the memory. The bound is OpenTelemetry's, as is the
    // name for the rest.
    private const int MostSeries = 2000;
    private static readonly Tags Overflow = [new("otel.metric.overflow", true)];

    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] Numbers = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly ConcurrentDictionary<Tags, Series> _series = new(TagsComparer.Instance);
    private readonly ConcurrentDictionary<Tags, Series>.AlternateLookup<TagSpan> _lookup;
    private readonly string _help;
    private readonly bool _adds;
    private readonly double[] _bounds;

    private PrometheusFamily(Instrument instrument, PrometheusKind kind, bool adds, double[] bounds)
    {
        (Kind, IsObserved, _adds, _bounds) = (kind, instrument.IsObservable, adds, bounds);
        Name = PrometheusName.Of(instrument.Name, instrument.Unit, kind);
        _help = instrument.Description is { Length: > 0 } description ? description : instrument.Name;
        _lookup = _series.GetAlternateLookup<TagSpan>();
    }

    public string Name { get; }

    public PrometheusKind Kind { get; }

    /// <summary>Whether it says its figures when it is asked.</summary>
    public bool IsObserved { get; }

    /// <summary>The family of an instrument; <see langword="null"/> for one of a kind that is not known.</summary>
    public static PrometheusFamily? Create(Instrument instrument)
    {
        var type = instrument.GetType();
        var kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return kind == typeof(Counter<>) ? new(instrument, PrometheusKind.Counter, adds: true, [])
            : kind == typeof(ObservableCounter<>) ? new(instrument, PrometheusKind.Counter, adds: false, [])
            : kind == typeof(UpDownCounter<>) ? new(instrument, PrometheusKind.Gauge, adds: true, [])
            : kind == typeof(ObservableUpDownCounter<>) || kind == typeof(ObservableGauge<>) || kind == typeof(Gauge<>)
                ? new(instrument, PrometheusKind.Gauge, adds: false, [])
            : kind == typeof(Histogram<>) ? new(instrument, PrometheusKind.Histogram, adds: true, Bounds(instrument))
            : null;
    }

    /// <summary>Takes a measurement. By any thread.</summary>
    public void Record(double value, TagSpan tags)
    {
        if (!_lookup.TryGetValue(tags, out var series))
        {
            var own = _series.Count < MostSeries ? tags.ToArray() : Overflow;
            series = _series.GetOrAdd(own, static (key, bounds) => new Series(PrometheusName.Labels(key), bounds), _bounds);
        }

        series.Record(value, _adds);
    }

    /// <summary>Forgets what was observed before: what is no longer there is not said again.</summary>
    public void Clear() => _series.Clear();

    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
            return;
        var kind = Kind switch
        {
            PrometheusKind.Counter => "counter",
            PrometheusKind.Gauge => "gauge",
            _ => "histogram",
        };
        text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {PrometheusName.EscapeHelp(_help)}\n# TYPE {Name} {kind}\n");
        foreach (var series in _series.Values.OrderBy(series => series.Labels, StringComparer.Ordinal))
            series.Write(text, Name, _bounds);
    }

    private static double[] Bounds(Instrument instrument)
    {
        IEnumerable<double>? advised = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
            Histogram<float> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
            Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
            Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
            _ => null,
        };
        return advised is not null ? [.. advised] : instrument.Unit == "s" ? Seconds : Numbers;
    }

    private sealed class Series(string labels, double[] bounds)
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[bounds.Length + 1];
        private double _value;

        /// <summary>The attributes as Prometheus writes them, without braces.</summary>
        public string Labels { get; } = labels;

        public void Record(double value, bool adds)
        {
            // A bucket takes its bound as well.
            var bucket = Array.BinarySearch(bounds, value);
            lock (_lock)
            {
                _value = adds ? _value + value : value;
                _buckets[bucket < 0 ? ~bucket : bucket]++;
            }
        }

        public void Write(StringBuilder text, string name, double[] bounds)
        {
            lock (_lock)
            {
                if (bounds.Length == 0)
                {
                    Line(text, name, "", Labels, _value);
                    return;
                }

                var (count, comma) = (0L, Labels.Length > 0 ? "," : "");
                for (var bucket = 0; bucket < _buckets.Length; bucket++)
                {
                    count += _buckets[bucket];
                    var bound = bucket < bounds.Length ? PrometheusName.Number(bounds[bucket]) : "+Inf";
                    Line(text, name, "_bucket", $"{Labels}{comma}le=\"{bound}\"", count);
                }

                Line(text, name, "_sum", Labels, _value);
                Line(text, name, "_count", Labels, count);
            }
        }

        private static void Line(StringBuilder text, string name, string suffix, string labels, double value)
        {
            text.Append(name).Append(suffix);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');
            text.Append(' ').Append(PrometheusName.Number(value)).Append('\n');
        }
    }
}
