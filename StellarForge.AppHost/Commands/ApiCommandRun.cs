using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace StellarForge.AppHost.Commands;

/// <summary>One run of a command: asks, sends, follows a job to its end, and shows what came of it.</summary>
internal static class ApiCommandRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Runs a command.</summary>
    /// <param name="endpoint">Where the API is.</param>
    /// <param name="command">The command.</param>
    /// <param name="context">What the dashboard gives it.</param>
    public static async Task<ExecuteCommandResult> RunAsync(EndpointReference endpoint, ApiCommand command, ExecuteCommandContext context)
    {
        var dialogs = context.ServiceProvider.GetRequiredService<IInteractionService>();
        if (await AskAsync(dialogs, command, context.CancellationToken) is not { } answers)
            return CommandResults.Canceled();
        try
        {
            using var client = CreateClient(endpoint.Url);
            var (succeeded, text) = await SendAsync(client, command, command.Body(answers), context.CancellationToken);
            if (!succeeded)
                return CommandResults.Failure(text);
            var options = new MessageBoxInteractionOptions { Intent = MessageIntent.Success, EnableMessageMarkdown = true };
            await dialogs.PromptMessageBoxAsync(command.DisplayName, $"```json\n{text}\n```", options, context.CancellationToken);
            return CommandResults.Success();
        }
        catch (Exception error) when (error is HttpRequestException or AppModelException)
        {
            return CommandResults.Failure(error.Message);
        }
    }

    /// <summary>A client that waits as long as it takes: many letters take minutes, and the dashboard can cancel.</summary>
    /// <param name="url">Where the API is.</param>
    internal static HttpClient CreateClient(string url) => new() { BaseAddress = new Uri(url), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Sends a request, and follows the job that it starts, if any, to its end.</summary>
    /// <param name="client">Knows where the API is.</param>
    /// <param name="command">The command.</param>
    /// <param name="body">The request's content.</param>
    /// <param name="cancellationToken">Stops it; a job that began goes on.</param>
    /// <returns>Whether it did what was asked, and the answer or what was wrong.</returns>
    internal static async Task<(bool Succeeded, string Text)> SendAsync(
        HttpClient client, ApiCommand command, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(command.Method, command.Path) { Content = JsonContent.Create(body) };
        using var response = await client.SendAsync(request, cancellationToken);
        var (answer, problem) = await ReadAsync(response, cancellationToken);
        if (response.Headers.Location is { } job)
        {
            while (problem is null && TextOf(answer, "state") == "running")
            {
                await Task.Delay(Pause, cancellationToken);
                using var status = await client.GetAsync(job, cancellationToken);
                (answer, problem) = await ReadAsync(status, cancellationToken);
            }

            // Whatever else a job ends as, it did not do what was asked: it failed, or somebody cancelled it.
            if (problem is null && TextOf(answer, "state") is var state && state != "done")
                problem = TextOf(answer, "error") ?? $"It ended as '{state}'.";
        }

        if (problem is not null)
            return (false, problem);
        var failed = TextOf(answer, "error") is not null
            || (answer.TryGetProperty("matches", out var matches) && matches.ValueKind == JsonValueKind.False);
        return (!failed, JsonSerializer.Serialize(answer, Indented));
    }

    // The API answers with objects; a proxy before it may answer with anything.
    private static async Task<(JsonElement Answer, string? Problem)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var status = $"{(int)response.StatusCode} ({response.StatusCode})";
        try
        {
            var answer = JsonElement.Parse(text);
            if (answer.ValueKind == JsonValueKind.Object)
                return (answer, response.IsSuccessStatusCode ? null : TextOf(answer, "detail") ?? $"The API answered {status}.");
        }
        catch (JsonException)
        {
            // As any other answer that is no object.
        }

        return (default, $"The API answered {status} without a JSON object. Its log may say why.");
    }

    private static string? TextOf(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // What changes something is confirmed: by giving the numbers, or by a yes.
    private static async Task<InteractionInputCollection?> AskAsync(IInteractionService dialogs, ApiCommand command, CancellationToken cancellationToken)
    {
        var inputs = command.Inputs();
        if (!inputs.IsEmpty)
        {
            var answers = await dialogs.PromptInputsAsync(command.DisplayName, command.Description, inputs, cancellationToken: cancellationToken);
            return answers.Canceled ? null : answers.Data;
        }

        var confirmed = await dialogs.PromptConfirmationAsync(command.DisplayName, command.Description, cancellationToken: cancellationToken);
        return confirmed is { Canceled: false, Data: true } ? new InteractionInputCollection([]) : null;
    }
}
