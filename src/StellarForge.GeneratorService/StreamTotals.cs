using StellarForge.Engine.Streams;
using StellarForge.ServiceDefaults;

namespace StellarForge.GeneratorService;

/// <summary>Adds up what a stream's runs sent since the process began. Not safe for several threads.</summary>
/// <param name="plan">The stream.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamTotals(StreamPlan plan, TimeProvider time)
{
    private readonly RecentRate _rate = new(time);
    private List<StreamTableStatus> _ended =
        [.. plan.Tables.Select(table => new StreamTableStatus(table.Table.Schema.QualifiedName, table.Topic, 0, 0, 0, 0, 0))];
    private long _endedBytes;

    /// <summary>How far the run of now is.</summary>
    public StreamProgress? Latest { get; private set; }

    public long Bytes => _endedBytes + (Latest?.Bytes ?? 0);

    public long Events => Tables.Sum(table => table.Events + table.Duplicates + table.Bad);

    public double PerSecond => _rate.PerSecond;

    public List<StreamTableStatus> Tables => Latest is null ? _ended :
    [
        .. _ended.Zip(Latest.Tables, (before, now) => before with
        {
            Events = before.Events + now.Events,
            Late = before.Late + now.Late,
            Disorder = before.Disorder + now.Disorder,
            Duplicates = before.Duplicates + now.Duplicates,
            Bad = before.Bad + now.Bad,
        }),
    ];

    public void Report(StreamProgress progress)
    {
        Latest = progress;
        _rate.Report(Events);
    }

    /// <summary>The run of now is over: the next one counts from 0.</summary>
    public void End() => (_ended, _endedBytes, Latest) = (Tables, Bytes, null);
}
