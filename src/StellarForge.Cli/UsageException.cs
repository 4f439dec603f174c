namespace StellarForge.Cli;

/// <summary>The command line is wrong: exit code 2. The message says what was given, and what would do.</summary>
internal sealed class UsageException(string message) : Exception(message);
