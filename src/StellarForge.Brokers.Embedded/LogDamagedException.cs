namespace StellarForge.Brokers.Embedded;

/// <summary>A file of the log is not as it was written. The message names it.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class LogDamagedException(string message) : Exception(message);
