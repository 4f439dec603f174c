namespace StellarForge.Engine;

/// <summary>A session of the target's server that holds a chunk: it loads it, or was left behind by a process that is gone.</summary>
/// <param name="Session">What the server knows of it.</param>
/// <param name="EndStatement">The statement that ends it, and sets its chunk free.</param>
public sealed record ChunkHolder(string Session, string EndStatement);
