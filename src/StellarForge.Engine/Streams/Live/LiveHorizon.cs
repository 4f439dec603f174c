using StellarForge.Live;

namespace StellarForge.Engine.Streams;

/// <summary>How far a shard of a live stream may go.</summary>
/// <param name="Limit">Nothing that is sent then or later is decided yet: it may belong to a segment that is to begin.</param>
/// <param name="Segments">The shard's segments so far.</param>
internal sealed record LiveHorizon(long Limit, IReadOnlyList<ShardSegment> Segments);

/// <summary>From when on a shard of a live stream goes on otherwise.</summary>
/// <param name="Rows">From when on, and how often rows come.</param>
/// <param name="Faults">What happens to the events of those rows.</param>
internal sealed record ShardSegment(LiveSegment Rows, StreamFaults Faults);
