using System.Collections.Immutable;
using System.Globalization;

namespace StellarForge.AppHost.Commands;

/// <summary>The commands of the API, as a table.</summary>
internal static class ApiCommands
{
    private const string StreamPath = $"/api/streams/{TopologySettings.Stream}";

    /// <summary>Adds the commands to the API on the dashboard.</summary>
    /// <param name="api">The API.</param>
    /// <param name="profile">Has the targets to choose from.</param>
    public static IResourceBuilder<ProjectResource> WithApiCommands(this IResourceBuilder<ProjectResource> api, Profile profile)
    {
        foreach (var command in Of(profile))
        {
            api.WithCommand(
                command.Name,
                command.DisplayName,
                context => ApiCommandRun.RunAsync(api.GetEndpoint("http"), command, context),
                new CommandOptions { Description = command.Description, IconName = command.Icon, UpdateState = StateOf });
        }

        return api;
    }

    /// <summary>The commands of a profile.</summary>
    /// <param name="profile">The profile.</param>
    internal static ImmutableArray<ApiCommand> Of(Profile profile) =>
    [
        new(
            "start-fill", "Start a fill…", "DatabaseArrowDown",
            "Loads the rows that a database lacks of its fill: after one that was cut off, or of tables that were dropped or emptied.",
            HttpMethod.Post, "/api/fills",
            () => [Choice("target", "Database", profile.Targets)],
            answers => new { target = answers["target"].Value }),
        new(
            "change-rate", "Change the rate…", "TopSpeed", "Changes how many events a second the stream makes.", HttpMethod.Patch, StreamPath,
            () => [Number("rate", "Events a second", "500")],
            answers => new { rate = NumberOf(answers["rate"]) }),
        new(
            "pause", "Pause the stream", "Pause", "No more rows are made until it is resumed.", HttpMethod.Patch, StreamPath,
            () => [], _ => new { paused = true }),
        new(
            "resume", "Resume the stream", "Play", "Rows are made again.", HttpMethod.Patch, StreamPath,
            () => [], _ => new { paused = false }),
        new(
            "inject-faults", "Inject faults…", "Bug", "Makes a share of the events late, out of order, double or damaged.", HttpMethod.Patch, StreamPath,
            () =>
            [
                Number("late", "Late, 0 to 1", "0.02"), Number("disorder", "Out of order", "0.01"),
                Number("duplicates", "Double", "0.01"), Number("bad", "Damaged", "0.001"),
            ],
            answers => new { faults = answers.ToDictionary(answer => answer.Name, NumberOf) }),
        new(
            "verify", "Verify…", "CheckmarkCircle", "Proves what a database has of the stream; its pipeline is paused meanwhile.",
            HttpMethod.Post, "/api/verifications",
            () => [Choice("pipeline", "Database", profile.Targets)],
            answers => new { pipeline = answers["pipeline"].Value }),
        new(
            "replay-dead-letters", "Replay dead letters…", "ArrowRepeatAll", "Makes rows of dead letters, where the table takes them by now.",
            HttpMethod.Post, "/api/deadletters/replay",
            () => [Choice("pipeline", "Database", profile.Targets)],
            answers => new { pipeline = answers["pipeline"].Value }),
    ];

    private static ResourceCommandState StateOf(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static InteractionInput Number(string name, string label, string value) =>
        new() { Name = name, Label = label, InputType = InputType.Number, Value = value, Required = true };

    private static InteractionInput Choice(string name, string label, ImmutableArray<string> options) => new()
    {
        Name = name,
        Label = label,
        InputType = InputType.Choice,
        Options = [.. options.Select(option => KeyValuePair.Create(option, option))],
        Value = options[0],
        Required = true,
    };

    private static double NumberOf(InteractionInput input) =>
        double.TryParse(input.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw new AppModelException($"{input.Label}: '{input.Value}' is no number.");
}
