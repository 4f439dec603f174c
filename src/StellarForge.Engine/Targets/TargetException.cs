namespace StellarForge.Engine;

/// <summary>A target failed. The message is for the user: the target without secrets, the store's own words, the way out.</summary>
/// <param name="message">What is shown, without a stack trace.</param>
/// <param name="innerException">The driver's error, where there is one.</param>
/// <param name="kind">What may be done about it. Default <see cref="ErrorKind.Final"/>.</param>
public sealed class TargetException(string message, Exception? innerException = null, ErrorKind kind = ErrorKind.Final) : Exception(message, innerException)
{
    /// <summary>What may be done about it.</summary>
    public ErrorKind Kind { get; } = kind;
}
