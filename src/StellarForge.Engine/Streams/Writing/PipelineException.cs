namespace StellarForge.Engine.Streams;

/// <summary>A pipeline can't go on without losing, doubling or misreading something. The message is for the user: what is wrong, where, the way out.</summary>
/// <param name="message">What is shown, without a stack trace.</param>
public class PipelineException(string message) : Exception(message);
