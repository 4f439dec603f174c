using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Follows the configuration while the service runs. What may change then is applied; a wrong configuration is refused as a whole, with a message; what needs
/// a restart is said to.
/// </summary>
public sealed class TopologyMonitor : IDisposable
{
    // A file is often written in several steps, of which each is a change.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private readonly IConfiguration _configuration;
    private readonly ILogger _logger;
    private readonly IDisposable _watching;
    private readonly Timer _timer;
    private readonly Lock _lock = new();
    private readonly List<string> _unreadable = [];
    private IReadOnlyList<string> _refused = [];
    private Dictionary<string, string?> _seen;
    private Dictionary<string, string?> _inForce;

    /// <summary>Begins to follow.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="topology">What it says at the moment.</param>
    /// <param name="logger">The log.</param>
    public TopologyMonitor(IConfiguration configuration, Topology topology, ILogger<TopologyMonitor> logger)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        (_configuration, _logger, Current) = (configuration, logger, topology);
        _seen = _inForce = KeysOf(configuration);
        WatchFiles();
        _timer = new Timer(_ => Reload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watching = ChangeToken.OnChange(configuration.GetReloadToken, () => _timer.Change(Quiet, Timeout.InfiniteTimeSpan));
    }

    /// <summary>What holds: the topology of the start, with what has changed since.</summary>
    public Topology Current { get; private set; }

    /// <summary>Raised when something changed, with what holds from then on.</summary>
    public event Action<Topology>? Changed;

    /// <inheritdoc/>
    public void Dispose()
    {
        _watching.Dispose();
        _timer.Dispose();
    }

    /// <summary>Looks at the configuration anew.</summary>
    internal void Reload()
    {
        lock (_lock)
        {
            if (_unreadable.Count > 0)
            {
                Refuse([.. _unreadable.Distinct()]);
                _unreadable.Clear();
                return;
            }

            var now = KeysOf(_configuration);
            var changed = Differences(_seen, now);
            if (changed.Count == 0)
            {
                _refused = [];
                return;
            }

            try
            {
                // As a whole, with what needs a restart as well: it is to be right before somebody does restart it.
                TopologyReader.Read(_configuration);
                Apply(now, changed);
                (_seen, _refused) = (now, []);
            }
            catch (TopologyException error)
            {
                Refuse(error.Mistakes);
            }
            catch (Exception error)
            {
                // On the timer's thread it would end the process.
                Log.NotReloaded(_logger, error);
            }
        }
    }

    /// <summary>Whether a key may change while the service runs.</summary>
    internal static bool Reloads(string key)
    {
        var type = typeof(TopologyOptions);
        foreach (var part in key.Split(':').Skip(1))
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            {
                type = type.GetGenericArguments()[1];
                continue;
            }

            var setting = SettingsReader.SettingsOf(type).FirstOrDefault(one => one.Name.Equals(part, StringComparison.OrdinalIgnoreCase));
            if (setting is null)
                return false;
            if (setting.GetCustomAttribute<ReloadsAttribute>() is not null)
                return true;
            type = setting.PropertyType;
        }

        return false;
    }

    private void Apply(Dictionary<string, string?> now, List<string> changed)
    {
        var next = new Dictionary<string, string?>(_inForce, StringComparer.OrdinalIgnoreCase);
        var reloaded = new List<string>();
        foreach (var key in changed)
        {
            if (!CanReload(key, now))
            {
                if (IsOther(key, _inForce, now))
                    Log.NeedsRestart(_logger, key);
                continue;
            }

            reloaded.Add(key);
            if (now.TryGetValue(key, out var value))
                next[key] = value;
            else
                next.Remove(key);
        }

        if (reloaded.Count == 0)
            return;
        Current = TopologyReader.Read(new ConfigurationBuilder().AddInMemoryCollection(next).Build());
        _inForce = next;
        foreach (var key in reloaded)
            Log.Reloaded(_logger, key);
        Changed?.Invoke(Current);
    }

    // A table's weight may change; which tables are sent, and which streams there are, may not.
    private bool CanReload(string key, Dictionary<string, string?> now)
    {
        if (!Reloads(key))
            return false;
        var parts = key.Split(':');
        if (IsOfReplay(parts))
            return parts.Length == 4 && (parts[3].Equals(nameof(StreamSettings.Rate), StringComparison.OrdinalIgnoreCase)
                || parts[3].Equals(nameof(StreamSettings.Paused), StringComparison.OrdinalIgnoreCase));
        return parts.Length > 3 && parts[3].Equals(nameof(StreamSettings.Tables), StringComparison.OrdinalIgnoreCase)
            ? _inForce.ContainsKey(key) && now.ContainsKey(key)
            : _inForce.Keys.Any(known => known.StartsWith($"{string.Join(':', parts.Take(3))}:", StringComparison.OrdinalIgnoreCase));
    }

    // The events of a replay are fixed: how fast they are sent may change, and whether.
    private bool IsOfReplay(string[] parts) =>
        parts.Length > 3 && parts[1].Equals(nameof(TopologyOptions.Streams), StringComparison.OrdinalIgnoreCase)
        && Current.Streams.Any(stream => stream.Plan.Live is null && stream.Name.Equals(parts[2], StringComparison.OrdinalIgnoreCase));

    // A file that is written in two steps is refused once.
    private void Refuse(IReadOnlyList<string> mistakes)
    {
        if (mistakes.SequenceEqual(_refused))
            return;
        _refused = mistakes;
        foreach (var mistake in mistakes)
            Log.RefusedConfiguration(_logger, mistake);
    }

    // A file that can't be read counts as empty for the framework, once it was read; nothing but its own handler tells that from one that is.
    private void WatchFiles()
    {
        if (_configuration is not IConfigurationRoot root)
            return;
        foreach (var source in root.Providers.OfType<FileConfigurationProvider>().Select(provider => provider.Source))
        {
            source.OnLoadException = context =>
            {
                context.Ignore = true;
                lock (_lock)
                    _unreadable.Add($"{context.Provider.Source.Path} can't be read: {context.Exception.GetBaseException().Message}");
            };
        }
    }

    private static Dictionary<string, string?> KeysOf(IConfiguration configuration) =>
        configuration.AsEnumerable()
            .Where(entry => entry.Value is not null || IsNullEntry(configuration, entry.Key))
            .Where(entry => entry.Key.StartsWith($"{TopologyOptions.Section}:", StringComparison.OrdinalIgnoreCase)
                || entry.Key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.OrdinalIgnoreCase);

    // As a table without a weight: a key that has neither value nor keys of its own.
    private static bool IsNullEntry(IConfiguration configuration, string key) => !configuration.GetSection(key).GetChildren().Any();

    private static bool IsOther(string key, Dictionary<string, string?> before, Dictionary<string, string?> after) =>
        before.ContainsKey(key) != after.ContainsKey(key) || before.GetValueOrDefault(key) != after.GetValueOrDefault(key);

    private static List<string> Differences(Dictionary<string, string?> before, Dictionary<string, string?> after) =>
    [
        .. before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(key => IsOther(key, before, after))
            .Order(StringComparer.OrdinalIgnoreCase),
    ];
}
