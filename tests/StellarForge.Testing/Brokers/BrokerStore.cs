using StellarForge.Engine.Brokers;

namespace StellarForge.Testing.Brokers;

/// <summary>A broker for one test, which may share a server with others.</summary>
public abstract class BrokerStore : IAsyncDisposable
{
    /// <summary>The broker's URI.</summary>
    public abstract string Uri { get; }

    /// <summary>Opens the broker.</summary>
    public abstract IBroker Open();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
