using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using StellarForge.Cli.Options;
using StellarForge.Cli.Output;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Cli.Verbs;

/// <summary>What deadletters does.</summary>
/// <param name="command">The command line.</param>
/// <param name="target">The target.</param>
/// <param name="pipeline">The name of the pipeline whose letters are meant; <see langword="null"/> for all.</param>
internal sealed class DeadLettersCommand(ParseResult command, IPipelineTarget target, string? pipeline)
{
    public async Task<int> ListAsync(string? reason, string? table, bool? replayed, CancellationToken cancellationToken)
    {
        var count = 0;
        var text = new TextTable("letter", "table", "reason", "detail", "recorded (UTC)", "replayed (UTC)");
        await foreach (var letter in ReadAsync(cancellationToken).Where(IsWanted))
        {
            count++;
            if (command.WantsJson())
            {
                JsonOutput.Write(Report(letter), OutputJson.Default.DeadLetterReport);
                continue;
            }

            text.Add([
                letter.Place.Id, letter.Letter.Table, $"{letter.Letter.Reason}", letter.Letter.Detail, Time(letter.RecordedAt), Time(letter.ReplayedAt),
            ]);
        }

        if (!command.WantsJson())
            text.Write(Console.Out);
        Messages.Note(FormattableString.Invariant($"{count} dead {(count == 1 ? "letter" : "letters")}."));
        return CommandHost.Done;

        bool IsWanted(RecordedLetter letter) =>
            (reason is null || reason.Equals($"{letter.Letter.Reason}", StringComparison.OrdinalIgnoreCase))
            && (table is null || table.Equals(letter.Letter.Table, StringComparison.OrdinalIgnoreCase))
            && (replayed is null || replayed == letter.ReplayedAt is not null);
    }

    public async Task<int> ShowAsync(string place, CancellationToken cancellationToken)
    {
        var (partition, offset) = Parse(place);
        var found = false;
        await foreach (var letter in ReadAsync(cancellationToken).Where(letter => letter.Place.Partition == partition && letter.Place.Offset == offset))
        {
            found = true;
            var value = letter.Letter.Value;
            var isText = Utf8.IsValid(value.Span) && !value.Span.ContainsAnyInRange((byte)0, (byte)8);
            var shown = isText ? Encoding.UTF8.GetString(value.Span) : Convert.ToHexString(value.Span);
            if (command.WantsJson())
            {
                JsonOutput.Write(Report(letter) with { Value = Convert.ToBase64String(value.Span) }, OutputJson.Default.DeadLetterReport);
                continue;
            }

            Console.WriteLine($"{letter.Place.Id}, of pipeline {letter.Place.Pipeline} from {letter.Place.Source}, for table {letter.Letter.Table}");
            Console.WriteLine($"{letter.Letter.Reason}: {Messages.Printable(letter.Letter.Detail)}");
            Console.WriteLine($"recorded {Time(letter.RecordedAt)}, replayed {Time(letter.ReplayedAt) ?? "never"} (UTC)");
            Console.WriteLine(FormattableString.Invariant($"{letter.Letter.ValueLength} bytes{(isText ? "" : ", in hexadecimal")}:"));
            Console.WriteLine(Messages.Printable(shown));
        }

        return found
            ? CommandHost.Done
            : throw new UsageException($"{target.DisplayName} has no dead letter {place}. 'deadletters list' has those that are there.");
    }

    public async Task<int> ReplayAsync(LetterReplay replay, string[] places, WriteModeOptions mode, CancellationToken cancellationToken)
    {
        var model = command.Model();
        var wanted = places.Select(Parse).ToHashSet();
        var found = new HashSet<(TopicPartition, long)>();
        var strange = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (replayed, left) = (0, 0);
        var processedAt = Canonical.FromDateTime(DateTime.UtcNow);
        await foreach (var letter in ReadAsync(cancellationToken))
        {
            var place = (letter.Place.Partition, letter.Place.Offset);
            if (places.Length == 0 ? letter.ReplayedAt is not null : !wanted.Contains(place))
                continue;
            found.Add(place);
            if (model.Find(letter.Letter.Table) is not { } table)
            {
                strange[letter.Letter.Table] = strange.GetValueOrDefault(letter.Letter.Table) + 1;
                continue;
            }

            var reason = await replay.RunAsync(
                letter, mode.Topic(command, letter.Place.Partition.Topic, table), mode.Metadata(command), processedAt, cancellationToken);
            if (reason is null)
                replayed++;
            else
                left++;
            if (reason is not null)
                Messages.Note($"{letter.Place.Id}: {reason}");
        }

        wanted.ExceptWith(found);
        foreach (var (partition, offset) in wanted)
            Messages.Note(FormattableString.Invariant($"{partition.Topic}/{partition.Partition}/{offset}: There is no such dead letter."));
        foreach (var (table, count) in strange)
            Messages.Note(FormattableString.Invariant($"{count} of table {table}: the model '{model.Name}' has no such table. Give theirs: --models X.dll."));
        left += wanted.Count + strange.Values.Sum();
        if (command.WantsJson())
            JsonOutput.Write(new ReplayReport(replayed, left), OutputJson.Default.ReplayReport);
        else
            Console.WriteLine(FormattableString.Invariant($"{replayed} replayed, {left} left."));
        return left == 0 ? CommandHost.Done : CommandHost.Failed;
    }

    private IAsyncEnumerable<RecordedLetter> ReadAsync(CancellationToken cancellationToken) =>
        target.ReadAllLettersAsync(cancellationToken: cancellationToken).Where(letter => pipeline is null || letter.Place.Pipeline == pipeline);

    private static DeadLetterReport Report(RecordedLetter letter) => new(
        letter.Place.Pipeline, letter.Place.Source, letter.Place.Partition.Topic, letter.Place.Partition.Partition, letter.Place.Offset,
        letter.Letter.Table, $"{letter.Letter.Reason}", letter.Letter.Detail, Convert.ToBase64String(letter.Letter.Key.Span), letter.Letter.ValueLength,
        Convert.ToHexString(letter.Letter.ValueHash.Span), letter.Letter.Origin?.Stream, letter.Letter.Origin?.Shard, letter.Letter.Origin?.Number,
        letter.RecordedAt, letter.ForwardedAt, letter.ReplayedAt);

    private static string? Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static (TopicPartition Partition, long Offset) Parse(string place) => LetterPlace.ParseId(place)
        ?? throw new UsageException($"A dead letter is named by topic/partition/offset, such as orders/0/1234, not '{place}'.");
}
