using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using StellarForge.Api.Remote;

namespace StellarForge.Services.Tests.Api;

/// <summary>Whatever another service does amid an answer, it is one error in words.</summary>
public sealed class RemoteServiceTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_is_cut_off_or_does_not_end_is_that_of_a_service_that_does_not_answer(bool isCutOff)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var ended = new CancellationTokenSource();
        var serving = ServeAsync(listener, isCutOff, ended.Token);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("services:writer:http:0", $"http://{listener.LocalEndpoint}")]).Build();
        var writer = new RemoteService(RemoteService.Writer, configuration, new Clients(isCutOff ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(1)));

        (await Should.ThrowAsync<RemoteException>(() => writer.GetAsync<List<int>>("/api/pipelines", null, Cancelled).WaitAsync(TimeSpan.FromMinutes(1))))
            .Message.ShouldBe("The writer does not answer. Is it running?");

        await ended.CancelAsync();
        await serving;
    }

    private static async Task ServeAsync(TcpListener listener, bool cutsOff, CancellationToken ended)
    {
        using var connection = await listener.AcceptTcpClientAsync(Cancelled);
        await using var stream = connection.GetStream();
        await stream.ReadExactlyAsync(new byte[16], Cancelled);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[1,2"), Cancelled);
        if (!cutsOff)
            await Task.Delay(Timeout.Infinite, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Client.Shutdown(SocketShutdown.Send);
    }

    private sealed class Clients(TimeSpan timeout) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new() { Timeout = timeout };
    }
}
