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
            using var client = new HttpClient { BaseAddress = new Uri(endpoint.Url) };
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
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!response.IsSuccessStatusCode)
            return (false, answer.TryGetProperty("detail", out var detail) ? $"{detail}" : $"{response.StatusCode}");
        while (response.Headers.Location is { } job && $"{answer.GetProperty("state")}" == "running")
        {
            await Task.Delay(Pause, cancellationToken);
            answer = await client.GetFromJsonAsync<JsonElement>(job, cancellationToken);
        }

        var failed = answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
            || (answer.TryGetProperty("matches", out var matches) && matches.ValueKind == JsonValueKind.False);
        return (!failed, JsonSerializer.Serialize(answer, Indented));
    }

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
