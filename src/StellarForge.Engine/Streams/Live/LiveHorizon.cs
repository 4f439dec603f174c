using StellarForge.Live;

namespace StellarForge.Engine.Streams;

/// <summary>How far a shard of a live stream may go.</summary>
/// <param name="Limit">Nothing that is sent then or later is decided yet: it may belong to a segment that is to begin.</param>
/// <param name="Segments">The shard's segments so far.</param>
internal sealed record LiveHorizon(long Limit, IReadOnlyList<LiveSegment> Segments);
