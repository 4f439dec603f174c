using StellarForge.Engine.Brokers;

namespace StellarForge.Engine.Streams;

/// <summary>Changes a live stream while it runs, by a record in its control log that all its processes read.</summary>
/// <param name="broker">The broker; stays the caller's.</param>
/// <param name="time">The clock.</param>
public sealed class LiveControl(IBroker broker, TimeProvider time)
{
    /// <summary>Changes how many rows a stream makes, and their faults. Its processes follow within two seconds; one that is started later begins so.</summary>
    /// <param name="name">The stream's name.</param>
    /// <param name="change">Says what is to be of what is. It may be asked again, where somebody else was faster.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is to be.</returns>
    /// <exception cref="BrokerException">There is no such stream.</exception>
    /// <exception cref="FillRefusedException">
    /// The stream is a replay, or has ended, or can't have such faults, or too many rows would wait for their time.
    /// </exception>
    public async Task<LivePace> SetAsync(string name, Func<LivePace, LivePace> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await broker.PingAsync(cancellationToken);
        await using var log = await ControlLog.OpenAsync(broker, name, creates: false, time, cancellationToken);
        return log.Stream is null
            ? throw new BrokerException($"{broker.DisplayName}: stream '{name}' was not begun yet.")
            : await SetAsync(log, name, change, cancellationToken);
    }

    /// <summary>Changes a stream whose log is open, and knows of a stream.</summary>
    internal static async Task<LivePace> SetAsync(ControlLog log, string name, Func<LivePace, LivePace> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stream = log.Stream!;
            if (log.Pace is not { } pace)
                throw new FillRefusedException($"Stream '{name}' is a replay: start it again with another --rate or --speed.");
            if (log.HasEnded)
                throw new FillRefusedException($"Stream '{name}' has ended.");
            var wanted = change(pace);
            if (wanted == pace)
                return wanted;
            Check(name, wanted, stream.Live!);
            await log.AppendAsync([new PaceRecord(stream.Id, wanted, log.PaceNumber + 1)], cancellationToken);
            if (wanted == log.Pace)
                return wanted;
        }
    }

    // Refuses a pace that the stream can't go on at.
    private static void Check(string name, LivePace wanted, LiveRecord live)
    {
        if (!wanted.IsPossible || wanted.Shares.Count != live.Pace.Shares.Count)
            throw new FillRefusedException($"Stream '{name}' can't go on so: a rate is negative or no number, or the tables are others.");
        if (wanted.HighestRate > live.HighestRate)
        {
            throw new FillRefusedException(FormattableString.Invariant(
                $"At {wanted.HighestRate:0.#} events a second more rows would wait for their time than the --pending-limit that the stream was begun with ")
                + FormattableString.Invariant($"allows: at most {live.HighestRate:0.#} events a second. ")
                + "Take a lower rate, or begin another stream with a higher limit.");
        }

        CheckFaults(name, wanted.Faults, live);
    }

    // Rows refer to others of the stream that were sent before: how late those may be was fixed when it began.
    private static void CheckFaults(string name, StreamFaults faults, LiveRecord live)
    {
        try
        {
            faults.Validate();
        }
        catch (ArgumentException error)
        {
            throw new FillRefusedException(error.Message);
        }

        if (faults.LongestLateness > live.Grace)
        {
            throw new FillRefusedException(
                $"Events of stream '{name}' can't be late by up to {TimeSpan.FromMicroseconds(faults.LongestLateness):g}: it began with "
                + $"{TimeSpan.FromMicroseconds(live.Grace):g} in mind. Begin another with --late-by and --disorder-by, "
                + "which hold for faults that come later too.");
        }
    }
}
