namespace StellarForge.ServiceDefaults;

/// <summary>Tells progress on the thread of whoever reports, in order.</summary>
/// <param name="handler">Who is told.</param>
public sealed class SynchronousProgress<T>(Action<T> handler) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => handler(value);
}
