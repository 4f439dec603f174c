using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace StellarForge.Engine.Telemetry;

/// <summary>A gauge of what runs at the moment: whoever is asked adds itself, and is no longer heard of once it has removed itself.</summary>
/// <typeparam name="T">The type of its figures.</typeparam>
internal sealed class Observed<T>
    where T : struct
{
    private readonly ConcurrentDictionary<Func<IEnumerable<Measurement<T>>>, bool> _observers = new();

    /// <summary>Makes the gauge.</summary>
    /// <param name="create">Makes the instrument, which calls back when somebody asks.</param>
    public Observed(Func<Func<IEnumerable<Measurement<T>>>, ObservableGauge<T>> create) =>
        Instrument = create(() => _observers.Keys.SelectMany(observe => observe()));

    /// <summary>The instrument.</summary>
    public ObservableGauge<T> Instrument { get; }

    /// <summary>Has somebody asked.</summary>
    public void Add(Func<IEnumerable<Measurement<T>>> observe) => _observers[observe] = true;

    /// <summary>Has somebody asked no longer.</summary>
    public void Remove(Func<IEnumerable<Measurement<T>>> observe) => _observers.TryRemove(observe, out _);
}
