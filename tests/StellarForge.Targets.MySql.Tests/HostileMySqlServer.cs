using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StellarForge.Targets.MySql.Tests;

/// <summary>
/// A server that asks for a file of the client's where rows were asked for (LOCAL INFILE request,
/// <see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_local_infile_request.html"/>), and keeps what it gets.
/// </summary>
internal sealed class HostileMySqlServer : IAsyncDisposable
{
    private const int Query = 3;
    private static readonly byte[] Ok = [0, 0, 0, 2, 0, 0, 0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _received = new();
    private readonly string _file;
    private readonly Func<string, bool> _when;
    private readonly int _times;
    private readonly Task _serving;

    /// <param name="file">The file that it asks for.</param>
    /// <param name="when">The statements that it does so for; others are fine with it.</param>
    /// <param name="times">How often it asks, one request after another.</param>
    public HostileMySqlServer(string file, Func<string, bool> when, int times = 1)
    {
        (_file, _when, _times) = (file, when, times);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Uri => $"mysql://me:s3cret@127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/shop?ssl-mode=disabled&connect-timeout=5";

    /// <summary>How often it asked for the file.</summary>
    public int Asked { get; private set; }

    /// <summary>The bytes that clients sent for it.</summary>
    public string Received => _received.ToString();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            using (client)
            {
                try
                {
                    await ServeAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The client has enough.
                }
            }
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        await WriteAsync(stream, Greeting(), 0);
        var (_, number) = await ReadAsync(stream);
        await WriteAsync(stream, Ok, number + 1);
        while (true)
        {
            (var packet, number) = await ReadAsync(stream);
            var sql = packet[0] == Query ? Encoding.UTF8.GetString(packet, 1, packet.Length - 1) : "";
            for (var time = 0; time < _times && sql.Length > 0 && _when(sql); time++)
            {
                Asked++;
                await WriteAsync(stream, [0xFB, .. Encoding.UTF8.GetBytes(_file)], number + 1);
                do
                {
                    (packet, number) = await ReadAsync(stream);
                    _received.Append(Encoding.UTF8.GetString(packet));
                }
                while (packet.Length > 0);
            }

            await WriteAsync(stream, Ok, number + 1);
        }
    }

    private static byte[] Greeting()
    {
        // Protocol 4.1, with passwords and LOCAL: long password, long flag, database, local files,
        // 4.1, transactions, secure connection, several results, plug-ins.
        const uint capabilities = 0x1 | 0x4 | 0x8 | 0x80 | 0x200 | 0x2000 | 0x8000 | 0x20000 | 0x40000 | 0x80000;
        using var text = new MemoryStream();
        text.WriteByte(10);
        text.Write("8.0.36\0"u8);
        text.Write([1, 0, 0, 0]);
        text.Write("abcdefgh\0"u8);
        var flags = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(flags, capabilities);
        text.Write([flags[0], flags[1], 45, 2, 0, flags[2], flags[3], 21]);
        text.Write(new byte[10]);
        text.Write("ijklmnopqrst\0mysql_native_password\0"u8);
        return text.ToArray();
    }

    private static async Task<(byte[] Packet, int Number)> ReadAsync(NetworkStream stream)
    {
        var head = new byte[4];
        await stream.ReadExactlyAsync(head);
        var packet = new byte[head[0] | head[1] << 8 | head[2] << 16];
        await stream.ReadExactlyAsync(packet);
        return (packet, head[3]);
    }

    private static async Task WriteAsync(NetworkStream stream, byte[] packet, int number) =>
        await stream.WriteAsync((byte[])[(byte)packet.Length, (byte)(packet.Length >> 8), (byte)(packet.Length >> 16), (byte)number, .. packet]);
}
