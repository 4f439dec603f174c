namespace StellarForge.AppHost;

/// <summary>The application can't be composed as it was asked for; the message is one sentence for people.</summary>
/// <param name="message">What is wrong, and what to do.</param>
internal sealed class AppModelException(string message) : Exception(message);
