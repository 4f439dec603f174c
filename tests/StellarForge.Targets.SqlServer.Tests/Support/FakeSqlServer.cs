using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StellarForge.Targets.SqlServer.Tests.Support;

/// <summary>
/// Speaks enough of the Tabular Data Stream to be filled and read by SqlClient. It proves the protocol, the encoding of types, what is done in which
/// transaction, and that the ledger's statements do what they should, in SQLite's words; of T-SQL, its locks and catalogs, it proves nothing.
/// </summary>
internal sealed class FakeSqlServer : IDisposable
{
    private int _lostConnections;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FakeSqlServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public string Uri => $"sqlserver://me:s3cret@127.0.0.1:{Port}/shop?encrypt=false&connect_timeout=30";

    public FakeDatabase Database { get; } = new();

    /// <summary>The indexes of each table that have IGNORE_DUP_KEY.</summary>
    public IReadOnlyList<string> DuplicateIgnoringIndexes { get; set; } = [];

    /// <summary>What a login is answered with: an error's number and words.</summary>
    public (int Number, string Text)? LoginError { get; set; }

    /// <summary>What bulk rows are answered with.</summary>
    public (int Number, string Text)? BulkError { get; set; }

    /// <summary>How many bulk loads are cut off, by hanging up amid their rows.</summary>
    public int LostConnections
    {
        get => _lostConnections;
        init => _lostConnections = value;
    }

    /// <summary>What the server itself could not do.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = [];

    /// <summary>Whether one more connection is to be lost.</summary>
    public bool TakesConnection() => Volatile.Read(ref _lostConnections) > 0 && Interlocked.Decrement(ref _lostConnections) >= 0;

    public void Dispose()
    {
        _listener.Dispose();
        Database.Dispose();
        Failures.ShouldBeEmpty(string.Join("\n", Failures));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                client.NoDelay = true;
                _ = Task.Factory.StartNew(
                    () => new FakeSession(this, client).Run(),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
