using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Engine.Streams;

/// <summary>Tries a dead letter again: its bytes become a row, and it is marked, in one transaction and without the broker.</summary>
/// <param name="target">Where it is recorded, and where the row goes.</param>
/// <param name="format">The format of its message.</param>
public sealed class LetterReplay(IPipelineTarget target, MessageFormat format)
{
    /// <summary>Tries one.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="topic">The table as messages have its rows, and what becomes of a key that is there.</param>
    /// <param name="metadata">Whether the stored table has the columns of <see cref="MessageMetadata"/>.</param>
    /// <param name="processedAt">What they say, in microseconds since 1970 UTC.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Why it stays a dead letter; <see langword="null"/> where it does not.</returns>
    public async Task<string?> RunAsync(RecordedLetter letter, PipelineTopic topic, bool metadata, long processedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(topic);
        if (letter.ReplayedAt is not null)
            return "It was replayed before.";
        if (!letter.IsWhole)
            return FormattableString.Invariant($"Only the first {letter.Letter.Value.Length} of its {letter.Letter.ValueLength} bytes are kept.");
        var decoder = format.CreateDecoder(topic.Schema);
        var stored = metadata ? MessageMetadata.AddTo(topic.Schema) : topic.Schema;
        var table = new PipelineTable(topic.Topic, 0, stored, topic.Mode) { Version = topic.Version };
        var plan = new PipelinePlan(letter.Place.Pipeline, letter.Place.Source, [table]);
        try
        {
            await CheckAsync(decoder, letter, cancellationToken);
            await using var session = await target.ConnectAsync(plan, cancellationToken);
            await session.BeginAsync(cancellationToken);
            var outcome = await session.LoadAsync(
                plan.Tables[0], () => new LetterRow(stored, decoder, letter, metadata ? processedAt : null), cancellationToken);
            if (outcome.Refused.Count > 0)
                return "The table has its key.";
            if (!await session.MarkReplayedAsync(letter.Letter, cancellationToken))
                return "It was replayed by somebody else just now.";
            await session.CommitAsync(cancellationToken);
            return null;
        }
        catch (Exception error) when (error is FormatException or UnknownSchemaException)
        {
            return error.Message;
        }
        catch (TargetException error) when (error.Kind == ErrorKind.Data)
        {
            return error.Message;
        }
    }

    // Before the target is touched.
    private async Task CheckAsync(MessageDecoder decoder, RecordedLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            Check(decoder, letter);
        }
        catch (UnknownSchemaException unknown)
        {
            await format.FindSchemaAsync(unknown, cancellationToken);
            Check(decoder, letter);
        }
    }

    private static void Check(MessageDecoder decoder, RecordedLetter letter)
    {
        var sink = new DroppingSink();
        decoder.Decode(letter.Letter.Value.Span, ref sink);
    }

    private sealed class LetterRow(TableSchema stored, MessageDecoder decoder, RecordedLetter letter, long? processedAt) : RowSource
    {
        public override TableSchema Schema => stored;

        public override bool WriteTo<TSink>(ref TSink sink)
        {
            if (RowsWritten > 0)
                return false;
            if (processedAt is { } time)
            {
                var widening = new WideningSink<TSink, MetadataColumns>(sink, new MetadataColumns(decoder.Schema.Columns.Length, time));
                widening.Columns.MoveTo(letter.Place.Partition, letter.Place.Offset);
                decoder.Decode(letter.Letter.Value.Span, ref widening);
                sink = widening.Inner;
            }
            else
            {
                decoder.Decode(letter.Letter.Value.Span, ref sink);
            }

            RowsWritten = 1;
            return false;
        }
    }
}
