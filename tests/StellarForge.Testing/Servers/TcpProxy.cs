using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace StellarForge.Testing.Servers;

/// <summary>Stands between clients and a server: drops their connections, or swallows what they send without a word, as a broken network does.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket> _connections = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _accepting;
    private readonly Uri _server;
    private volatile TaskCompletionSource _open = Opened();
    private volatile TaskCompletionSource _swallowed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Listens on a free port of the loopback.</summary>
    /// <param name="server">The URI of the server, with its port.</param>
    public TcpProxy(string server)
    {
        _server = new Uri(server);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The server's URI, by way of this proxy.</summary>
    public string Uri => new UriBuilder(_server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri.AbsoluteUri;

    /// <summary>The connections that are open.</summary>
    public int Connections => _connections.Count;

    /// <summary>The ports of the clients that have not closed their connections, by the system's word, whether or not anything is forwarded.</summary>
    /// <remarks>Asked of the clients' own ends: this end does not hear of a close that waits behind bytes which nobody takes.</remarks>
    public IReadOnlySet<int> Clients()
    {
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        return IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
            .Where(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established)
            .Select(connection => connection.LocalEndPoint.Port).ToHashSet();
    }

    /// <summary>Ends all connections by a reset.</summary>
    public void Drop()
    {
        foreach (var (client, server) in _connections)
        {
            client.LingerState = server.LingerState = new LingerOption(true, 0);
            client.Dispose();
            server.Dispose();
        }
    }

    /// <summary>Forwards nothing any more, in no direction; connections stay, and new ones are taken.</summary>
    public void Swallow()
    {
        _swallowed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Waits until something was swallowed, bytes or a new connection: from then on, a call waits for what does not come.</summary>
    public Task SwallowedAsync(CancellationToken cancellationToken) => _swallowed.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);

    /// <summary>Forwards again, also what came meanwhile.</summary>
    public void Forward() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Forward();
        Drop();
        await _accepting;
        _ended.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        var forwarding = new List<Task>();
        try
        {
            while (true)
                forwarding.Add(ServeAsync(await _listener.AcceptSocketAsync(_ended.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy has ended.
        }

        await Task.WhenAll(forwarding);
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            _connections[client] = server;
            try
            {
                await PassAsync();
                await server.ConnectAsync(_server.Host, _server.Port, _ended.Token);
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Dropped before it began, or the server is down: the client sees its connection end.
            }

            _connections.TryRemove(client, out _);
        }
    }

    private Task PassAsync()
    {
        var open = _open.Task;
        if (!open.IsCompleted)
            _swallowed.TrySetResult();
        return open.WaitAsync(_ended.Token);
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReceiveAsync(buffer, _ended.Token) is > 0 and var count)
            {
                await PassAsync();
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ended.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One end is gone, so the other is closed.
        }
    }
}
