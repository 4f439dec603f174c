using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;
using StellarForge.Sinks;

namespace StellarForge.Engine.Tests.Streams;

public class EventTallyTests
{
    private static readonly RecordedLetter KeyExists = Letter(DeadLetterReason.KeyExists);
    private static readonly RecordedLetter Refused = Letter(DeadLetterReason.Refused);
    private static readonly RecordedLetter Replayed = Refused with { ReplayedAt = DateTime.UnixEpoch };

    [Fact]
    public void A_row_is_expected_where_it_was_written_before_a_reset_or_by_a_replay()
    {
        var tally = new EventTally(NumberFormat.Keyed, seesKeys: true);

        tally.Add(EventCopy.Row, Row(1), 0, 0, null);
        tally.Add(EventCopy.Row, Row(2), 0, 1, KeyExists);
        tally.Add(EventCopy.Row, Row(3), 0, 2, Replayed);
        tally.Add(EventCopy.Row, Row(4), 0, 3, Refused);

        (tally.Rows.Count, tally.Refused).ShouldBe((3, 1));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public void Second_copies_of_refused_rows_are_refused_as_well_and_are_none_of_the_known_keys(bool hasKey, int rows)
    {
        var tally = new EventTally(hasKey ? NumberFormat.Keyed : NumberFormat.Keyless, seesKeys: true);

        tally.Add(EventCopy.Duplicate, Row(1), 0, 0, null);
        tally.Add(EventCopy.Duplicate, Row(2), 0, 1, Replayed);
        tally.Add(EventCopy.Duplicate, Row(3), 0, 2, Refused);
        tally.Add(EventCopy.Duplicate, Row(4), 0, 3, KeyExists);

        (tally.Rows.Count, tally.Duplicates, tally.DuplicateLetters, tally.RefusedDuplicates).ShouldBe((rows, 4, 1, 1));
    }

    private static StagedRow Row(long number)
    {
        var row = new StagedRow(NumberFormat.Keyed);
        var sink = row.Sink;
        sink.BeginRow();
        sink.Int64(0, number);
        sink.EndRow();
        return row;
    }

    private static RecordedLetter Letter(DeadLetterReason reason)
    {
        var partition = new TopicPartition("numbers", 0);
        return new RecordedLetter(
            new LetterPlace("test", "memory:", partition, 0), new DeadLetter(partition, 0, "numbers", reason, "", default, default, 0, default, null),
            DateTime.UnixEpoch, null, null);
    }
}
