using StellarForge.Engine.Streams;
using StellarForge.Formats;
using StellarForge.Testing.Models;

namespace StellarForge.Testing.Targets;

public abstract partial class PipelineConformanceTests
{
    [Fact]
    public async Task Dead_letters_are_read_in_pages_and_replayed_once()
    {
        await using var store = await CreateAsync();
        await using var target = (IPipelineTarget)store.Open();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        await writer.Session.BeginAsync(Token);
        await writer.Session.RecordAsync([.. Enumerable.Range(0, 5).Select(offset => Letter(First, offset)), Letter(Second, 0)], Token);
        await writer.Session.CommitAsync(Token);

        var pages = new List<IReadOnlyList<RecordedLetter>>();
        while (await target.ReadLettersAsync(pages.LastOrDefault()?[^1].Place, 4, Token) is { Count: > 0 } page)
            pages.Add(page);
        pages.Select(page => string.Join(' ', page.Select(letter => $"{letter.Place.Partition.Partition}/{letter.Place.Offset}")))
            .ShouldBe(["0/0 0/1 0/2 0/3", "0/4 1/0"]);
        pages.SelectMany(page => page).ShouldAllBe(letter => letter.Place.Pipeline == "p" && letter.Place.Source == "test" && letter.ReplayedAt == null);
        (DateTime.UtcNow - pages[0][0].RecordedAt).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(5));

        await writer.Session.BeginAsync(Token);
        (await writer.Session.MarkReplayedAsync(Letter(First, 3), Token)).ShouldBeTrue();
        (await writer.Session.MarkReplayedAsync(Letter(First, 3), Token)).ShouldBeFalse();
        (await writer.Session.MarkReplayedAsync(Letter(First, 17), Token)).ShouldBeFalse();
        await writer.Session.CommitAsync(Token);
        (await target.ReadLettersAsync(null, 10, Token)).Where(letter => letter.ReplayedAt is not null).ShouldHaveSingleItem().Place.Offset.ShouldBe(3);
    }

    [Fact]
    public async Task A_dead_letter_is_replayed_from_its_bytes_once_and_stays_one_where_it_can_be_no_row()
    {
        await using var store = await CreateAsync();
        await using var target = (IPipelineTarget)store.Open();
        await using var writer = await PipelineWriter.OpenAsync(store, WriteMode.Append);
        var format = new JsonMessageFormat();
        using var messages = new MessageBuffer();
        using (var encoder = format.CreateEncoder(Readings.Keyed))
            encoder.Write(new Readings(Readings.Keyed, [new("a", 1, Note: "again"), new("there", 1)]), messages);
        await writer.WriteAsync(new Reading("there", 1, Note: "first"));
        await writer.Session.BeginAsync(Token);
        await writer.Session.RecordAsync([Of(0, messages[0]), Of(1, messages[1]), Of(2, "{"u8), Of(3, messages[0]) with { ValueLength = 9_999 }], Token);
        await writer.Session.CommitAsync(Token);

        var replay = new LetterReplay(target, format);
        var topic = new PipelineTopic(First.Topic, Readings.Keyed);
        var reasons = new List<string?>();
        foreach (var letter in await target.ReadLettersAsync(null, 10, Token))
            reasons.Add(await replay.RunAsync(letter, topic, metadata: false, processedAt: 0, Token));
        var after = await target.ReadLettersAsync(null, 10, Token);
        reasons.Add(await replay.RunAsync(after[0], topic, metadata: false, processedAt: 0, Token));

        reasons[0].ShouldBeNull();
        reasons[1].ShouldBe(SeesKeys ? "The table has its key." : null);
        reasons[2].ShouldNotBeNull();
        reasons[3].ShouldNotBeNull().ShouldStartWith("Only the first ");
        reasons[4].ShouldBe("It was replayed before.");
        after.Select(letter => letter.ReplayedAt is not null).ShouldBe([true, !SeesKeys, false, false]);
        (await RowsAsync(store, "note")).ShouldBe(SeesKeys ? ["a 1 again", "there 1 first"] : ["a 1 again", "there 1 -", "there 1 first"]);

        static DeadLetter Of(long offset, ReadOnlySpan<byte> value) =>
            Letter(First, offset) with { Value = value.ToArray(), ValueLength = value.Length };
    }
}
