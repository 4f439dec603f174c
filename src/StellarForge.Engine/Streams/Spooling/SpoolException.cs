namespace StellarForge.Engine.Streams;

/// <summary>What was spooled is lost: it has to be made again.</summary>
internal sealed class SpoolException(string message, Exception? innerException = null) : Exception(message, innerException);
