namespace StellarForge.Engine.Streams;

/// <summary>
/// So many of a pipeline's events are bad that something else is wrong. Another try would let as many pass again: a person has to see why, and goes on with
/// <see cref="PipelineOptions.LiftsBadShare"/> where all is as it should be.
/// </summary>
/// <param name="message">What is shown, without a stack trace.</param>
public sealed class BadShareException(string message) : PipelineException(message);
