using StellarForge.Api.Remote;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Verifications;

/// <summary>
/// Holds a pipeline while something reads what it wrote: one of this process, or else the writer's. A hold ends by itself, so that nothing that happens here
/// leaves the pipeline standing.
/// </summary>
/// <param name="writer">The writer, where it is another process.</param>
/// <param name="signIn">Makes the API's own tokens: its caller's may be over before the work is.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
/// <param name="pipelines">The pipelines of this process.</param>
internal sealed class PipelineHold(
    [FromKeyedServices(RemoteService.Writer)] RemoteService writer, SignIn signIn, TimeProvider time, ILogger<PipelineHold> logger,
    IPipelineHosts? pipelines = null)
{
    private const string Service = "stellarforge-api";

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Works while a pipeline is held.</summary>
    /// <param name="name">The pipeline.</param>
    /// <param name="authorization">The caller's <c>Authorization</c> header, for the writer.</param>
    /// <param name="workAsync">The work; it is stopped where the pipeline can't be held any more.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What came of the work. The pipeline was held all the while.</returns>
    /// <exception cref="FillRefusedException">The pipeline does not pause, or went on before the work was done.</exception>
    /// <exception cref="RemoteException">The writer can't be reached.</exception>
    public async Task<T> RunAsync<T>(string name, string? authorization, Func<CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        try
        {
            await HoldAsync(name, Length, authorization, cancellationToken);
            await UntilPausedAsync(name, authorization, cancellationToken);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var (working, renewing) = (workAsync(either.Token), RenewAsync(name, authorization, either.Token));
            var first = await Task.WhenAny(working, renewing);
            await either.CancelAsync();
            await Task.WhenAll(working, renewing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
            await RequireHeldAsync(name, authorization, cancellationToken);
            return await working;
        }
        finally
        {
            await ReleaseAsync(name, authorization);
        }
    }

    private async Task UntilPausedAsync(string name, string? authorization, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (await StateAsync(name, authorization, cancellationToken) != HostState.Paused)
        {
            if (time.GetElapsedTime(started) > PauseTimeout)
                throw new FillRefusedException($"Pipeline '{name}' did not pause within {PauseTimeout.TotalSeconds:0} s.");
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    // A writer that is away for a moment is asked again while the hold lasts.
    private async Task RenewAsync(string name, string? authorization, CancellationToken cancellationToken)
    {
        var held = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(Renewal, time, cancellationToken);
            try
            {
                var asked = time.GetTimestamp();
                await RequireHeldAsync(name, authorization, cancellationToken);
                await HoldAsync(name, Length, authorization, cancellationToken);
                held = asked;
            }
            catch (RemoteException error)
            {
                if (time.GetElapsedTime(held) + Renewal >= Length)
                    throw new RemoteException($"Pipeline '{name}' can't be held any longer, so that nothing is proved: {error.Message}", error);
            }
        }
    }

    // A writer that was started anew knows of no hold, and writes.
    private async Task RequireHeldAsync(string name, string? authorization, CancellationToken cancellationToken)
    {
        if (await StateAsync(name, authorization, cancellationToken) is var state && state != HostState.Paused)
        {
            throw new FillRefusedException(
                $"Pipeline '{name}' was let go before the work was done, so that nothing is proved. Was its writer started anew? Try again.");
        }
    }

    private async Task ReleaseAsync(string name, string? authorization)
    {
        try
        {
            await HoldAsync(name, TimeSpan.Zero, authorization, CancellationToken.None);
        }
        catch (RemoteException error)
        {
            Log.NotReleased(logger, name, Length.TotalSeconds, error.Message);
        }
    }

    private async Task<HostState?> StateAsync(string name, string? authorization, CancellationToken cancellationToken) =>
        (pipelines?.Statuses ?? await writer.GetAsync<List<PipelineStatus>>("/api/pipelines", Authorize(authorization), cancellationToken))
            .FirstOrDefault(status => status.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.State;

    private async Task HoldAsync(string name, TimeSpan length, string? authorization, CancellationToken cancellationToken)
    {
        var change = new PipelineChange(HoldSeconds: length.TotalSeconds);
        if (pipelines is not null)
            await pipelines.ChangeAsync(name, change, cancellationToken);
        else
            await writer.PatchAsync<PipelineStatus>($"/api/pipelines/{Uri.EscapeDataString(name)}", change, Authorize(authorization), cancellationToken);
    }

    private string? Authorize(string? authorization) => signIn.IssueForService(Service) is { } own ? $"Bearer {own.Token}" : authorization;
}
