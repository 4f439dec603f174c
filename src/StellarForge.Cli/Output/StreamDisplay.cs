using System.Globalization;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Output;

/// <summary>Shows how far a stream is: a line that is rewritten on a terminal, plain lines elsewhere; or an object a second.</summary>
/// <param name="json">Writes an object, or <see langword="null"/> for lines.</param>
internal sealed class StreamDisplay(Action<StreamProgress>? json) : IProgress<StreamProgress>
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private StreamProgress? _last;
    private TimeSpan _written = -LineInterval;
    private bool _isOpen;

    public void Report(StreamProgress value)
    {
        lock (_lock)
        {
            if (value.Notice is { } notice)
            {
                EndLine();
                Messages.Note(notice);
                return;
            }

            if (json is not null)
                json(value);
            else if (!Console.IsErrorRedirected)
                Rewrite(Describe(value));
            else if (value.Elapsed - _written >= LineInterval)
                WriteLine(value);
            else
                return;
            _last = value;
        }
    }

    /// <summary>Shows progress until work ends.</summary>
    public async Task<T> WatchAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        finally
        {
            lock (_lock)
                EndLine();
        }
    }

    private string Describe(StreamProgress value)
    {
        var (messages, seconds) = _last is { } last
            ? (value.Messages - last.Messages, (value.Elapsed - last.Elapsed).TotalSeconds)
            : (value.Messages, value.Elapsed.TotalSeconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Messages:N0} events, {messages / Math.Max(seconds, 1e-9):N0} events/s, {Count(value.Shards, "shard")}, "
            + $"{Count(value.Processes, "process")}")
            + (value.WaitingRows is { } rows ? string.Create(CultureInfo.InvariantCulture, $", {rows:N0} rows wait for their time") : "")
            + (value.IsPaused ? ", paused" : "")
            + Spooled(value)
            + value.Waiting switch
            {
                StreamWaiting.Broker => ", waiting for the broker",
                StreamWaiting.Spool => ", waiting for the broker, the spool is full",
                _ => "",
            };
    }

    private static string Spooled(StreamProgress value) => value.SpooledEvents == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $", {value.SpooledEvents:N0} spooled ({value.SpooledBytes / 1048576.0:N1} MB)");

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}{(noun.EndsWith('s') ? "es" : "s")}";

    private void Rewrite(string text)
    {
        Console.Error.Write($"\r{text}\u001b[K");
        _isOpen = true;
    }

    private void EndLine()
    {
        if (_isOpen)
            Console.Error.WriteLine();
        _isOpen = false;
    }

    private void WriteLine(StreamProgress value)
    {
        Messages.Note(Describe(value));
        _written = value.Elapsed;
    }
}
