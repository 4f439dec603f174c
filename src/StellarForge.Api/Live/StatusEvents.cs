using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace StellarForge.Api.Live;

/// <summary>How something goes on, as server-sent events at an interval.</summary>
/// <param name="clock">The clock.</param>
/// <param name="lifetime">The service's life.</param>
internal sealed class StatusEvents(TimeProvider clock, IHostApplicationLifetime lifetime)
{
    // The longest that one connection lasts; its client comes again.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>
    /// Follows something until its last event. Ends also with the caller, with the caller's token, and with the service: a shutdown does not wait for
    /// whoever looks on.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="type">The events' type.</param>
    /// <param name="interval">The time between two events.</param>
    /// <param name="read">Reads how it is.</param>
    /// <param name="isLast">Whether an event is the last.</param>
    public ServerSentEventsResult<T> Follow<T>(
        HttpContext context, string type, TimeSpan interval, Func<CancellationToken, Task<T>> read, Func<T, bool> isLast) =>
        TypedResults.ServerSentEvents(FollowAsync(context, type, interval, read, isLast, context.RequestAborted));

    private async IAsyncEnumerable<SseItem<T>> FollowAsync<T>(
        HttpContext context, string type, TimeSpan interval, Func<CancellationToken, Task<T>> read, Func<T, bool> isLast,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var expired = new CancellationTokenSource(TimeLeft(context), clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping, expired.Token);
        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            var status = await read(cancellationToken);
            yield return new SseItem<T>(status, type);
            if (isLast(status))
                yield break;
        }
        while (await NextAsync(timer, ended.Token));
    }

    private TimeSpan TimeLeft(HttpContext context)
    {
        var expiry = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        return expiry - clock.GetUtcNow() is not { } left || left > Longest ? Longest : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
