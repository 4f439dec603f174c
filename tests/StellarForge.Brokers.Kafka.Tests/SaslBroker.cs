using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StellarForge.Brokers.Kafka.Tests;

/// <summary>As much of a Kafka broker as is needed to refuse a password: ApiVersions, SaslHandshake and SaslAuthenticate of Kafka's protocol guide.</summary>
internal sealed class SaslBroker : IAsyncDisposable
{
    private const short SaslHandshake = 17;
    private const short ApiVersions = 18;
    private const short SaslAuthenticate = 36;
    private const short UnsupportedVersion = 35;
    private const short AuthenticationFailed = 58;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;

    public SaslBroker()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        await _serving;
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The broker has ended.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var header = new byte[12];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(header, _ended.Token);
                await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(header) - 8], _ended.Token);
                var body = Body(BinaryPrimitives.ReadInt16BigEndian(header.AsSpan(4)), BinaryPrimitives.ReadInt16BigEndian(header.AsSpan(6)));
                var answer = new byte[8 + body.Length];
                BinaryPrimitives.WriteInt32BigEndian(answer, 4 + body.Length);
                header.AsSpan(8).CopyTo(answer.AsSpan(4));
                body.CopyTo(answer.AsSpan(8));
                await stream.WriteAsync(answer, _ended.Token);
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }

    private static byte[] Body(short api, short version) => api switch
    {
        ApiVersions => [.. Short(version == 0 ? (short)0 : UnsupportedVersion), .. Int(4), .. Range(3, 0, 1), .. Range(ApiVersions, 0, 0),
            .. Range(SaslHandshake, 0, 1), .. Range(SaslAuthenticate, 0, 0)],
        SaslHandshake => [.. Short(0), .. Int(1), .. Text("PLAIN")],
        SaslAuthenticate => [.. Short(AuthenticationFailed), .. Text("Authentication failed: Invalid username or password"), .. Int(0)],
        _ => throw new IOException($"The API {api} is not expected before a password."),
    };

    private static byte[] Range(short api, short least, short most) => [.. Short(api), .. Short(least), .. Short(most)];

    private static byte[] Short(short value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Int(int value) => [.. Short((short)(value >> 16)), .. Short((short)value)];

    private static byte[] Text(string text) => [.. Short((short)text.Length), .. Encoding.ASCII.GetBytes(text)];
}
