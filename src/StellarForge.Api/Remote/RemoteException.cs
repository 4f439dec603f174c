namespace StellarForge.Api.Remote;

/// <summary>Another service did not do what it was asked to; the message may be shown to users.</summary>
/// <param name="message">What happened, and what to do.</param>
/// <param name="inner">What was behind it.</param>
internal sealed class RemoteException(string message, Exception? inner = null) : Exception(message, inner);
