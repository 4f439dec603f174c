using StellarForge.Api.Remote;
using StellarForge.Engine;
using StellarForge.ServiceDefaults;

namespace StellarForge.Api.Verifications;

/// <summary>Pauses a pipeline for a while: one of this process, or else the writer's.</summary>
/// <param name="writer">The writer, where it is another process.</param>
/// <param name="pipelines">The pipelines of this process.</param>
internal sealed class PipelinePause([FromKeyedServices(RemoteService.Writer)] RemoteService writer, IPipelineHosts? pipelines = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Pauses a pipeline, and waits until the batch in hand is written.</summary>
    /// <param name="name">The pipeline.</param>
    /// <param name="authorization">The caller's <c>Authorization</c> header, for the writer.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Whether it ran before, and so has to go on.</returns>
    /// <exception cref="FillRefusedException">It does not pause.</exception>
    /// <exception cref="RemoteException">The writer can't be reached.</exception>
    public async Task<bool> PauseAsync(string name, string? authorization, CancellationToken cancellationToken)
    {
        if (await StateAsync(name, authorization, cancellationToken) == HostState.Paused)
            return false;
        await SetAsync(name, true, authorization, cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (await StateAsync(name, authorization, patience.Token) is HostState.Starting or HostState.Running or HostState.Waiting)
                await Task.Delay(Interval, patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await SetAsync(name, false, authorization, CancellationToken.None);
            throw new FillRefusedException($"Pipeline '{name}' did not pause within {Patience.TotalSeconds:0} s.");
        }
    }

    /// <summary>Goes on with a pipeline.</summary>
    public Task ResumeAsync(string name, string? authorization) => SetAsync(name, false, authorization, CancellationToken.None);

    private async Task<HostState?> StateAsync(string name, string? authorization, CancellationToken cancellationToken) =>
        (pipelines?.Statuses ?? await writer.GetAsync<List<PipelineStatus>>("/api/pipelines", authorization, cancellationToken))
            .FirstOrDefault(status => status.Name == name)?.State;

    private async Task SetAsync(string name, bool isPaused, string? authorization, CancellationToken cancellationToken)
    {
        var change = new PipelineChange(isPaused);
        if (pipelines is not null)
            await pipelines.ChangeAsync(name, change, cancellationToken);
        else
            await writer.PatchAsync<PipelineStatus>($"/api/pipelines/{Uri.EscapeDataString(name)}", change, authorization, cancellationToken);
    }
}
