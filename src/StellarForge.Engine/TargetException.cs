namespace StellarForge.Engine;

/// <summary>A target failed. The message is for the user: the target without secrets, the store's own words, the way out.</summary>
/// <param name="message">What is shown, without a stack trace.</param>
/// <param name="innerException">The driver's error: what <see cref="ITarget.IsTransient"/> judges by.</param>
public sealed class TargetException(string message, Exception? innerException = null) : Exception(message, innerException);
