using StellarForge.Engine.Streams;

namespace StellarForge.Engine.Tests.Streams.Live;

public sealed class WaitingEventsTests : IDisposable
{
    private const long Hour = 3_600_000_000;

    private readonly string _parent = Directory.CreateTempSubdirectory("waiting").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void They_come_in_order_however_they_were_put_in()
    {
        using var folder = new ScratchFolder(_parent);
        using var waiting = new WaitingEvents(folder, Hour);
        var random = new Random(3);
        var expected = new PriorityQueue<EventPlace, EventPlace>();
        var now = 1_000 * Hour;
        for (var step = 0; step < 200_000; step++)
        {
            // As a stream does: later than now, by the longest time at most.
            var place = new EventPlace(now + random.NextInt64(1, Hour), step % 3, step, EventCopy.Row);
            waiting.Enqueue(place);
            expected.Enqueue(place, place);
            now += Hour / 50_000;
            while (expected.TryPeek(out var next, out _) && next.SendTime <= now)
            {
                waiting.TryPeek(out var earliest).ShouldBeTrue();
                earliest.ShouldBe(next);
                waiting.Dequeue();
                expected.Dequeue();
            }
        }

        Files().ShouldNotBeEmpty();
        while (expected.TryDequeue(out var next, out _))
        {
            waiting.TryPeek(out var earliest).ShouldBeTrue();
            earliest.ShouldBe(next);
            waiting.Dequeue();
        }

        waiting.IsEmpty.ShouldBeTrue();
        Files().ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_left_on_disk_at_the_end_nor_of_a_process_that_was_killed()
    {
        var abandoned = Directory.CreateDirectory(Path.Combine(_parent, $"stellarforge-waiting-{Guid.NewGuid():N}"));
        File.WriteAllText(Path.Combine(abandoned.FullName, "lock"), "");
        File.WriteAllText(Path.Combine(abandoned.FullName, "1"), "what waited");
        var mine = Directory.CreateDirectory(Path.Combine(_parent, "stellarforge-waiting-for-me"));
        File.WriteAllText(Path.Combine(mine.FullName, "lock"), "");
        using (var living = new ScratchFolder(_parent))
        {
            var file = living.NewFile();
            File.WriteAllText(file, "");
            using (var folder = new ScratchFolder(_parent))
            using (var waiting = new WaitingEvents(folder, Hour))
            {
                for (var row = 0; row < 10_000; row++)
                    waiting.Enqueue(new EventPlace(Hour + row, 0, row, EventCopy.Row));
                Directory.Exists(abandoned.FullName).ShouldBeFalse();
            }

            File.Exists(file).ShouldBeTrue();
            Directory.GetDirectories(_parent).Length.ShouldBe(2);
        }

        Directory.GetDirectories(_parent).ShouldBe([mine.FullName]);
    }

    private string[] Files() => [.. Directory.GetFiles(_parent, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock")];
}
