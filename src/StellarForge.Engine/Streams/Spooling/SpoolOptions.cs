using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Where events wait while the broker is away.</summary>
/// <param name="Folder">The folder, which processes may share: each has a folder of its own in it, which goes with it.</param>
/// <param name="Limit">The bytes that a process may keep there. When they are used up, sending waits.</param>
/// <param name="Open">Opens the log that is used for it, in a folder of its own. What is in it need not survive the process.</param>
public sealed record SpoolOptions(string Folder, long Limit, Func<string, IBroker> Open);
