using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StellarForge.Aspire.Hosting;

/// <summary>How all fills together are, on the dashboard: their state, and what each said last, such as how far it is, or the verdict.</summary>
/// <param name="forge">The fills.</param>
/// <param name="started">The application that runs them.</param>
internal sealed class ForgeState(StellarForgeResource forge, InitializeResourceEvent started)
{
    private const string Filling = "Filling";

    // The orchestrator's own, of a process that was stopped.
    private const string Terminated = "Terminated";

    private readonly ResourceNotificationService _notifications = started.Notifications;
    private readonly ResourceLoggerService _logs = started.Services.GetRequiredService<ResourceLoggerService>();

    /// <summary>Follows the fills until the application ends.</summary>
    /// <param name="cancellationToken">Ends it sooner.</param>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var stopping = started.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        try
        {
            await Task.WhenAll([FollowStatesAsync(end.Token), .. forge.Fills.Select(fill => FollowLogAsync(fill, end.Token))]).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The application ends, and with it what was followed.
        }
    }

    /// <summary>Whether a process has ended, however it did.</summary>
    public static bool HasEnded(CustomResourceSnapshot? process) =>
        process?.State?.Text is { } state && (state == Terminated || KnownResourceStates.TerminalStates.Contains(state));

    private async Task FollowStatesAsync(CancellationToken cancellationToken)
    {
        var latest = new Dictionary<IResource, CustomResourceSnapshot>();
        await foreach (var change in _notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (change.Resource is not StellarForgeFillResource fill || fill.Parent != forge)
                continue;
            latest[fill] = change.Snapshot;
            var all = forge.Fills.Select(fill => latest.GetValueOrDefault(fill)).ToList();
            await _notifications.PublishUpdateAsync(forge, snapshot => Together(snapshot, all)).ConfigureAwait(false);
        }
    }

    private async Task FollowLogAsync(StellarForgeFillResource fill, CancellationToken cancellationToken)
    {
        await foreach (var lines in _logs.WatchAsync(fill).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (lines.Select(line => TextOf(line.Content)).LastOrDefault(text => text.Length > 0) is not { } said)
                continue;
            await _notifications.PublishUpdateAsync(forge, snapshot => snapshot with
            {
                Properties = [.. snapshot.Properties.Where(property => property.Name != fill.Database), new(fill.Database, said)],
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Finished when all are; it never is while one runs, also once more.</summary>
    private static CustomResourceSnapshot Together(CustomResourceSnapshot snapshot, List<CustomResourceSnapshot?> fills)
    {
        var ended = fills.All(HasEnded);
        var failed = fills.Any(fill => fill?.ExitCode is not (null or 0) || IsIn(fill, Terminated) || IsIn(fill, KnownResourceStates.FailedToStart));
        var state = !ended ? new ResourceStateSnapshot(fills.Any(fill => IsIn(fill, KnownResourceStates.Running)) ? Filling : KnownResourceStates.Waiting, null)
            : failed ? new(KnownResourceStates.Exited, KnownResourceStateStyles.Error)
            : new(KnownResourceStates.Finished, KnownResourceStateStyles.Success);
        return snapshot with
        {
            State = state,
            ExitCode = ended ? Convert.ToInt32(failed) : null,
            StartTimeStamp = fills.Min(fill => fill?.StartTimeStamp),
            StopTimeStamp = ended ? fills.Max(fill => fill?.StopTimeStamp) : null,
        };
    }

    private static bool IsIn(CustomResourceSnapshot? fill, string state) => fill?.State?.Text == state;

    // The orchestrator puts the time before each line.
    private static string TextOf(string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        return (blank > 0 && char.IsAsciiDigit(line[0]) && DateTimeOffset.TryParse(line.AsSpan(0, blank), null, out _) ? line[(blank + 1)..] : line).Trim();
    }
}
