using System.Net;
using StellarForge.AppHost.Commands;

namespace StellarForge.AppHost.Tests;

/// <summary>What a command makes of the API's answers.</summary>
public sealed class ApiCommandRunTests
{
    private static readonly ApiCommand Command = ApiCommands.Of(Profile.All[0])[0];

    [Theory]
    [InlineData("""{"state":"done"}""", true, "\"done\"")]
    [InlineData("""{"state":"done","matches":true}""", true, "true")]
    [InlineData("""{"state":"done","matches":false}""", false, "\"matches\": false")]
    [InlineData("""{"state":"failed","error":"No server answers."}""", false, "No server answers.")]
    [InlineData("""{"state":"cancelled","error":null}""", false, "It ended as 'cancelled'.")]
    [InlineData("""{"state":"somehow"}""", false, "It ended as 'somehow'.")]
    [InlineData("<html>", false, "The API answered 200 (OK) without a JSON object. Its log may say why.")]
    public async Task A_job_succeeds_only_where_it_ends_as_done(string end, bool succeeds, string text)
    {
        using var api = new AnsweringApi(
            (HttpStatusCode.Accepted, """{"state":"running"}"""), (HttpStatusCode.OK, """{"state":"running"}"""), (HttpStatusCode.OK, end));

        await ShouldSayAsync(api, succeeds, text);

        api.Paths.ShouldBe([Command.Path, "/job/1", "/job/1"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"replayed":3}""", true, "\"replayed\": 3")]
    [InlineData(HttpStatusCode.OK, "", false, "The API answered 200 (OK) without a JSON object. Its log may say why.")]
    [InlineData(HttpStatusCode.OK, "[1]", false, "The API answered 200 (OK) without a JSON object. Its log may say why.")]
    [InlineData(HttpStatusCode.Conflict, """{"detail":"It is being filled already."}""", false, "It is being filled already.")]
    [InlineData(HttpStatusCode.NotFound, "{}", false, "The API answered 404 (NotFound).")]
    [InlineData(HttpStatusCode.BadGateway, "<html>", false, "The API answered 502 (BadGateway) without a JSON object. Its log may say why.")]
    public async Task Any_other_answer_is_a_success_by_its_code(HttpStatusCode code, string answer, bool succeeds, string text)
    {
        using var api = new AnsweringApi((code, answer));

        await ShouldSayAsync(api, succeeds, text);
    }

    [Fact]
    public void Only_the_dashboard_ends_the_wait_for_an_answer()
    {
        using var client = ApiCommandRun.CreateClient("http://localhost:1");

        client.Timeout.ShouldBe(Timeout.InfiniteTimeSpan);
    }

    private static async Task ShouldSayAsync(AnsweringApi api, bool succeeds, string text)
    {
        using var client = new HttpClient(api, disposeHandler: false) { BaseAddress = new Uri("http://localhost") };

        var (succeeded, said) = await ApiCommandRun.SendAsync(client, Command, new { }, TestContext.Current.CancellationToken);

        succeeded.ShouldBe(succeeds, said);
        if (text.EndsWith('.'))
            said.ShouldBe(text);
        else
            said.ShouldContain(text);
    }

    /// <summary>Gives one answer after the other; an accepted one says where its job is.</summary>
    private sealed class AnsweringApi(params (HttpStatusCode Code, string Text)[] answers) : HttpMessageHandler
    {
        private readonly Queue<(HttpStatusCode Code, string Text)> _answers = new(answers);

        public List<string> Paths { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Paths.Add(request.RequestUri!.AbsolutePath);
            var (code, text) = _answers.Dequeue();
            var response = new HttpResponseMessage(code) { Content = new StringContent(text) };
            if (code == HttpStatusCode.Accepted)
                response.Headers.Location = new Uri("/job/1", UriKind.Relative);
            return Task.FromResult(response);
        }
    }
}
