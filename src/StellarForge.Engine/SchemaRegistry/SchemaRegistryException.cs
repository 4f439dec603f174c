namespace StellarForge.Engine.SchemaRegistry;

/// <summary>A schema registry failed, or refused a schema. The message is for the user: the registry without secrets, its own words, the way out.</summary>
/// <param name="message">What is shown, without a stack trace.</param>
/// <param name="innerException">The client's error, where there is one.</param>
/// <param name="kind">What may be done about it. Default <see cref="ErrorKind.Final"/>.</param>
public sealed class SchemaRegistryException(string message, Exception? innerException = null, ErrorKind kind = ErrorKind.Final)
    : Exception(message, innerException)
{
    /// <summary>What may be done about it: <see cref="ErrorKind.Transient"/> where the registry could not be asked.</summary>
    public ErrorKind Kind { get; } = kind;
}
