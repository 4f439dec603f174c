using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StellarForge.Engine;

namespace StellarForge.Targets.PostgreSql.Tests;

/// <summary>A password goes out in clear only where the address allows it.</summary>
public class PostgreSqlPasswordTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("?sslmode=prefer")]
    [InlineData("?sslmode=allow")]
    [InlineData("?sslmode=disable")]
    public async Task A_server_that_asks_for_it_in_clear_does_not_get_it(string options)
    {
        var (error, sent) = await AskAsync(options);

        sent.ShouldNotContain("s3cret");

        // Npgsql then tries TLS, and says what came of that.
        error.Message.ShouldContain(options == "?sslmode=allow" ? "SSL" : "the server asks for the password in clear text.");
        error.Kind.ShouldBe(ErrorKind.Final);
    }

    [Fact]
    public async Task An_address_may_allow_it() => (await AskAsync("?sslmode=disable&require_auth=password")).Sent.ShouldContain("s3cret");

    // A server without TLS that asks for the password (AuthenticationCleartextPassword, PostgreSQL's manual, "Message Formats"), and keeps what it gets.
    private static async Task<(TargetException Error, string Sent)> AskAsync(string options)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sent = new StringBuilder();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var serving = ServeAsync(listener, sent, stop.Token);
        await using var target = PostgreSqlTarget.Open($"postgres://me:s3cret@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/db{options}");

        var error = await Should.ThrowAsync<TargetException>(() => target.PingAsync(Token));

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => serving);
        return (error, sent.ToString());
    }

    private static async Task ServeAsync(TcpListener listener, StringBuilder sent, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(cancellationToken);
            await using var stream = client.GetStream();
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                sent.Append(Encoding.Latin1.GetString(buffer, 0, count));
                var isTls = count == 8 && BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(4)) is 80877103 or 80877104;
                var isPassword = buffer[0] == (byte)'p';
                await stream.WriteAsync(isTls ? "N"u8.ToArray() : [(byte)'R', 0, 0, 0, 8, 0, 0, 0, 3], cancellationToken);
                if (isPassword)
                    break;
            }
        }
    }
}
