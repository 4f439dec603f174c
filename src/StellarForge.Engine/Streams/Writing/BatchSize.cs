namespace StellarForge.Engine.Streams;

/// <summary>When a batch has enough, by whatever comes first.</summary>
/// <param name="Rows">See <see cref="PipelineOptions.BatchRows"/>.</param>
/// <param name="Bytes">See <see cref="PipelineOptions.BatchBytes"/>.</param>
/// <param name="Wait">See <see cref="PipelineOptions.BatchWait"/>.</param>
public sealed record BatchSize(int Rows, int Bytes, TimeSpan Wait);
