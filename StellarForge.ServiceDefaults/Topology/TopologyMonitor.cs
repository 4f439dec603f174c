using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace StellarForge.ServiceDefaults;

/// <summary>
/// Follows the configuration while the service runs. What may change then is applied; a wrong configuration is refused as a whole, with a message; what needs
/// a restart is said to.
/// </summary>
public sealed class TopologyMonitor : IHostedService, IDisposable
{
    // A file is often written in several steps, of which each is a change.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private readonly IConfiguration _configuration;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _watching = [];
    private readonly Timer _timer;
    private readonly Lock _lock = new();
    private readonly List<FileConfigurationProvider> _files = [];
    private readonly Dictionary<IConfigurationProvider, string> _failed = [];
    private readonly Dictionary<IConfigurationProvider, string> _unreadable = [];
    private IReadOnlyList<string> _refused = [];
    private Topology _current;
    private Dictionary<string, string?> _seen;
    private Dictionary<string, string?> _inForce;

    /// <summary>Begins to follow.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="topology">What it says at the moment: it is right.</param>
    /// <param name="logger">The log.</param>
    public TopologyMonitor(IConfiguration configuration, Topology topology, ILogger<TopologyMonitor> logger)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        (_configuration, _logger, _current) = (configuration, logger, topology);
        _seen = _inForce = KeysOf(configuration);
        WatchFiles();
        _timer = new Timer(_ => Reload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watching.Add(ChangeToken.OnChange(configuration.GetReloadToken, () => _timer.Change(Quiet, Timeout.InfiniteTimeSpan)));
    }

    /// <summary>Raised when something changed, with what holds from then on.</summary>
    public event Action<Topology>? Changed;

    // It follows from when it is made: with the host.
    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watching in _watching)
            watching.Dispose();
        _timer.Dispose();
    }

    /// <summary>Looks at the configuration anew.</summary>
    internal void Reload()
    {
        lock (_lock)
        {
            // While a file can't be read or is gone, its keys are missing: nobody has taken them out.
            if (_unreadable.Values.Concat(Gone()).ToList() is { Count: > 0 } unreadable)
            {
                Refuse(unreadable);
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
        _current = TopologyReader.Read(new ConfigurationBuilder().AddInMemoryCollection(next).Build());
        _inForce = next;
        foreach (var key in reloaded)
            Log.Reloaded(_logger, key);
        Changed?.Invoke(_current);
    }

    // A table's weight may change; which tables are sent, and which streams there are, may not: one that is taken out keeps all that it has until a restart.
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
            : HasAny(_inForce, $"{string.Join(':', parts.Take(3))}:") && HasAny(now, $"{string.Join(':', parts.Take(3))}:");

        static bool HasAny(Dictionary<string, string?> keys, string section) =>
            keys.Keys.Any(key => key.StartsWith(section, StringComparison.OrdinalIgnoreCase));
    }

    // The events of a replay are fixed: how fast they are sent may change, and whether.
    private bool IsOfReplay(string[] parts) =>
        parts.Length > 3 && parts[1].Equals(nameof(TopologyOptions.Streams), StringComparison.OrdinalIgnoreCase)
        && _current.Streams.Any(stream => stream.Plan.Live is null && stream.Name.Equals(parts[2], StringComparison.OrdinalIgnoreCase));

    // A file that is written in two steps is refused once.
    private void Refuse(IReadOnlyList<string> mistakes)
    {
        if (mistakes.SequenceEqual(_refused))
            return;
        _refused = mistakes;
        foreach (var mistake in mistakes)
            Log.RefusedConfiguration(_logger, mistake);
    }

    // A file that can't be read counts as empty for the framework, once it was read, and so does one that is gone; nothing but its own handler, and the folder,
    // tell them from one that is empty. What it says after its handler is that it was read anew, or was tried to be.
    private void WatchFiles()
    {
        if (_configuration is not IConfigurationRoot root)
            return;
        foreach (var provider in root.Providers.OfType<FileConfigurationProvider>())
        {
            if (IsThere(provider))
                _files.Add(provider);
            provider.Source.OnLoadException = context =>
            {
                context.Ignore = true;
                lock (_lock)
                    _failed[context.Provider] = $"{context.Provider.Source.Path} can't be read: {context.Exception.GetBaseException().Message}";
            };
            _watching.Add(ChangeToken.OnChange(provider.GetReloadToken, () => OnRead(provider)));
        }
    }

    private void OnRead(FileConfigurationProvider provider)
    {
        lock (_lock)
        {
            if (_failed.Remove(provider, out var problem))
                _unreadable[provider] = problem;
            else
                _unreadable.Remove(provider);
        }
    }

    private IEnumerable<string> Gone() => _files.Where(file => !IsThere(file)).Select(file => $"{file.Source.Path} is gone. Put it back, or start anew.");

    private static bool IsThere(FileConfigurationProvider provider) =>
        provider.Source.Path is { } path && provider.Source.FileProvider?.GetFileInfo(path).Exists == true;

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
