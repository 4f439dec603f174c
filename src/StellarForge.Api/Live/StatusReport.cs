using StellarForge.Api.Fills;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Live;

/// <summary>How everything is at a moment.</summary>
/// <param name="Time">The moment.</param>
/// <param name="Streams">The streams.</param>
/// <param name="Pipelines">The pipelines.</param>
/// <param name="Fills">The fills of this process.</param>
internal sealed record StatusReport(
    DateTimeOffset Time, IReadOnlyList<StreamStatus> Streams, IReadOnlyList<PipelineStatus> Pipelines, IReadOnlyList<FillStatus> Fills);
