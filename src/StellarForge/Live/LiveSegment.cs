using System.Collections.Immutable;

namespace StellarForge.Live;

/// <summary>From when on a shard's live rows come at which rates: until the next segment begins.</summary>
/// <param name="Start">The first moment, in microseconds since 1970 UTC.</param>
/// <param name="Pattern">How the rates vary by the time of day, week and year, UTC; on average they are as given.</param>
/// <param name="Rates">The rows a second of each streamed root table, over all shards. 0 is a pause.</param>
public sealed record LiveSegment(long Start, TrafficPattern Pattern, ImmutableArray<double> Rates);
