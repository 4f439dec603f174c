using System.Globalization;
using StellarForge.Engine.Connectors;
using StellarForge.Engine.Streams;

namespace StellarForge.Targets.Files.Streams;

/// <summary>When a file of a stream is full: a batch is a transaction, and becomes a file of each table that it has rows of.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Appends">Whether rows are appended in every mode.</param>
internal sealed record RollSettings(BatchSize Batch, bool Appends)
{
    // Beside its bytes a message takes about a hundred more, and two batches are in memory.
    private const int MostRows = 2_000_000;
    private const long MostBytes = 512 << 20;

    private static readonly ConnectorOption Rows = new(
        "roll_rows", OptionType.Integer, "120000", "Of a stream: the events after which new files begin; they are kept in memory until then");

    private static readonly ConnectorOption Bytes = new(
        "roll_bytes", OptionType.Bytes, "32M", "Of a stream: the bytes of messages after which new files begin; likewise");

    private static readonly ConnectorOption Wait = new(
        "roll_wait", OptionType.Seconds, "10", "Of a stream: the seconds that an event waits at most for its file to fill up");

    private static readonly ConnectorOption Append = new(
        "append", OptionType.Boolean, "false", "Whether rows are appended though --mode is another, which a folder does not have");

    /// <summary>What an address may say.</summary>
    public static IReadOnlyList<ConnectorOption> Options { get; } = [Rows, Bytes, Wait, Append];

    /// <summary>Reads them from an address.</summary>
    /// <exception cref="FormatException">There is no such size.</exception>
    public static RollSettings Read(ConnectorAddress address)
    {
        var rows = address.Integer(Rows)!.Value;
        var bytes = address.Bytes(Bytes)!.Value;
        if (rows is < 1 or > MostRows)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"roll_rows is a number of events from 1 to {MostRows}."));
        if (bytes is < 1 or > MostBytes)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"roll_bytes is a number of bytes from 1 to {MostBytes >> 20}M."));
        return new RollSettings(new BatchSize(rows, (int)bytes, address.Seconds(Wait)!.Value), address.Boolean(Append));
    }
}
