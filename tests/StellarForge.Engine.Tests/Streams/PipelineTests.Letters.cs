using System.Text.Json;
using StellarForge.Engine.Brokers;
using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams;

public sealed partial class PipelineTests
{
    [Fact]
    public async Task What_a_dead_letter_quotes_has_no_control_characters()
    {
        Foreign("\0\u202e");

        await RunAsync();

        _target.Letters.ShouldHaveSingleItem().Detail.ShouldBe(@"'\u0000\u202e' is no number.");
    }

    [Fact]
    public async Task What_the_ledger_refuses_is_laid_on_no_row()
    {
        Foreign("1");
        Foreign("x");
        Foreign("2");
        _target.Stepping = step => step == "record" ? throw new TargetException("Too long.", kind: ErrorKind.Data) : Task.CompletedTask;

        (await Should.ThrowAsync<TargetException>(() => RunAsync())).Message.ShouldBe("Too long.");

        _target.Rows.ShouldBeEmpty();
        _target.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dead_letter_that_JSON_makes_too_long_for_a_broker_is_forwarded_as_base64()
    {
        _broker.Append(Topic, 0, new byte[200_000], null, new byte[500_000]);

        await RunAsync();

        var forwarded = _broker.Messages("numbers.dlq").ShouldHaveSingleItem();
        (forwarded.Value.Length + forwarded.Key.Length).ShouldBeLessThan(1 << 20);
        JsonDocument.Parse(forwarded.Value).RootElement.GetProperty("valueBase64").GetBytesFromBase64().ShouldBe(new byte[200_000]);
    }

    [Fact]
    public async Task Dead_letters_are_forwarded_again_where_it_is_not_known_that_they_were()
    {
        _broker.Append(Topic, 0, "bäd"u8, new EventOrigin(Stream, 7, 0, -1), "key"u8);
        _target.Stepping = step => step == "mark" ? throw new TargetException("Killed.") : Task.CompletedTask;
        await Should.ThrowAsync<TargetException>(() => RunAsync());
        _target.Stepping = _ => Task.CompletedTask;

        await RunAsync();
        await RunAsync();

        var forwarded = _broker.Messages("numbers.dlq");
        forwarded.Count.ShouldBe(2);
        forwarded[1].Key.ShouldBe("key"u8.ToArray());
        forwarded[1].Origin.ShouldBeNull();
        var letter = JsonDocument.Parse(forwarded[1].Value).RootElement;
        letter.GetProperty("topic").GetString().ShouldBe(Topic);
        letter.GetProperty("offset").GetInt64().ShouldBe(0);
        letter.GetProperty("reason").GetString().ShouldBe("Malformed");
        letter.GetProperty("detail").GetString().ShouldBe("'bäd' is no number.");
        letter.GetProperty("number").GetInt64().ShouldBe(0);
        letter.GetProperty("value").GetString().ShouldBe("bäd");
    }

    [Fact]
    public async Task Rows_that_the_database_refuses_stand_alone_as_dead_letters()
    {
        for (var number = 0; number < 500; number++)
            Send(number, number - 1);
        _target.Refuses = row => row.Values[0] is "0" or "77" or "78" or "499" ? $"No {row.Values[0]}." : null;

        await RunAsync();

        Written().ShouldBe(Enumerable.Range(0, 500).Except([0, 77, 78, 499]).Select(number => (long)number));
        _target.Letters.Select(letter => (letter.Offset, letter.Reason, letter.Detail)).ShouldBe(
        [
            (0, DeadLetterReason.Refused, "No 0."), (77, DeadLetterReason.Refused, "No 77."), (78, DeadLetterReason.Refused, "No 78."),
            (499, DeadLetterReason.Refused, "No 499."),
        ]);
        _target.Offset(First).ShouldBe(500);
    }

    [Fact]
    public async Task More_than_a_tenth_of_bad_events_stops_the_pipeline()
    {
        for (var number = 0; number < 1100; number++)
            Foreign("bad");

        var error = await Should.ThrowAsync<PipelineException>(() => RunAsync(new PipelineOptions { BatchRows = 100 }));

        error.Message.ShouldContain("1100 of 1100 events are bad, more than 10 %");
        error.Message.ShouldContain("'bad' is no number.");
        _target.Letters.Count.ShouldBe(1000);
        _target.Offset(First).ShouldBe(1000);
    }

    [Fact]
    public async Task Copies_that_a_stream_sends_on_purpose_stop_no_pipeline_and_hide_nothing()
    {
        for (var number = 0; number < 2_000; number++)
            _broker.Append(Topic, 0, "damaged"u8, new EventOrigin(Stream, 7, number, number - 1) { IsCopy = true });

        await RunAsync();
        _target.Letters.Count.ShouldBe(2_000);

        for (var number = 0; number < 1_001; number++)
            Foreign("bad");
        var error = await Should.ThrowAsync<BadShareException>(() => RunAsync());

        error.Message.ShouldContain("1001 of 1001 events are bad");
        _target.Letters.Count.ShouldBe(2_000);
    }

    [Fact]
    public async Task A_person_who_lifts_the_stop_lets_as_many_events_pass_as_are_looked_at_together()
    {
        for (var number = 0; number < 12_000; number++)
            Foreign("bad");

        await Should.ThrowAsync<BadShareException>(() => RunAsync());
        _target.Letters.ShouldBeEmpty("All came as one batch.");
        await Should.ThrowAsync<BadShareException>(() => RunAsync(new PipelineOptions { LiftsBadShare = true, BatchRows = 500 }));

        _target.Letters.Count.ShouldBe(11_000);
    }

    [Fact]
    public async Task What_was_committed_before_a_failure_is_reported()
    {
        for (var number = 0; number < 5; number++)
            Foreign($"{number}");
        var commits = 0;
        _target.Stepping = step => step == "commit" && ++commits > 3 ? throw new TargetException("It failed.") : Task.CompletedTask;
        PipelineProgress? last = null;

        await Should.ThrowAsync<TargetException>(() => new PipelineRunner(
            _broker, _target, _format, "test", [new PipelineTopic(Topic, NumberFormat.Keyless)],
            new PipelineOptions { BatchRows = 1, ReportInterval = TimeSpan.FromHours(1) }).RunAsync(new Last(progress => last = progress)));

        last.ShouldNotBeNull().Events.ShouldBe(3);
    }

    private sealed class Last(Action<PipelineProgress> report) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value) => report(value);
    }
}
