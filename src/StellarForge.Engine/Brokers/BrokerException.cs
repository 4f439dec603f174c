namespace StellarForge.Engine.Brokers;

/// <summary>A broker failed. The message is for the user: the broker without secrets, its own words, the way out.</summary>
/// <param name="message">What is shown, without a stack trace.</param>
/// <param name="innerException">The client's error, where there is one.</param>
/// <param name="kind">What may be done about it. Default <see cref="ErrorKind.Final"/>.</param>
public sealed class BrokerException(string message, Exception? innerException = null, ErrorKind kind = ErrorKind.Final) : Exception(message, innerException)
{
    /// <summary>What may be done about it: <see cref="ErrorKind.Data"/> where it refuses a message for itself, as for its length.</summary>
    public ErrorKind Kind { get; } = kind;
}
