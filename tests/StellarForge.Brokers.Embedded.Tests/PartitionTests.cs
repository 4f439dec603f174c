using System.Globalization;
using System.Text;

namespace StellarForge.Brokers.Embedded.Tests;

public sealed class PartitionTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("stellarforge-log-");

    private string Folder => Path.Combine(_root.FullName, "orders-0");

    [Fact]
    public void Records_are_read_as_they_were_appended_from_any_offset()
    {
        using (var writer = new PartitionWriter(Folder, new PartitionSettings { SegmentBytes = 500 }))
        {
            Append(writer, 0, 7).ShouldBe(0);
            Append(writer, 7, 3).ShouldBe(7);
            for (var from = 10; from < 100; from += 10)
                Append(writer, from, 10).ShouldBe(from);
        }

        LogSegment.All(Folder).Count.ShouldBeGreaterThan(3);
        for (var offset = 0; offset <= 100; offset++)
            Read(offset).ShouldBe([.. Enumerable.Range(offset, 100 - offset).Select(number => $"{number}: key {number} = value {number} ({number})")]);
    }

    [Fact]
    public void A_reader_sees_what_is_appended_while_it_reads()
    {
        using var reader = new PartitionReader(Folder, 0);
        reader.TryRead(out _).ShouldBeFalse();
        using var writer = new PartitionWriter(Folder, new PartitionSettings { SegmentBytes = 300 });
        for (var from = 0; from < 50; from++)
        {
            Append(writer, from, 1);
            reader.TryRead(out var record).ShouldBeTrue();
            record.Offset.ShouldBe(from);
            reader.TryRead(out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void Several_writers_share_a_partition()
    {
        const int Writers = 4;
        const int Batches = 40;
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, number =>
        {
            using var writer = new PartitionWriter(Folder, new PartitionSettings { SegmentBytes = 2_000 });
            var batch = new RecordBatch();
            for (var round = 0; round < Batches; round++, batch.Clear())
            {
                batch.Add([(byte)number], BitConverter.GetBytes(2 * round));
                batch.Add([(byte)number], BitConverter.GetBytes((2 * round) + 1));
                writer.Append(batch, TestContext.Current.CancellationToken);
            }
        });

        using var reader = new PartitionReader(Folder, 0);
        var next = new int[Writers];
        for (var offset = 0; offset < Writers * Batches * 2; offset++)
        {
            reader.TryRead(out var record).ShouldBeTrue();
            record.Offset.ShouldBe(offset);
            BitConverter.ToInt32(record.Value).ShouldBe(next[record.Key[0]]++);
        }

        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void An_append_that_was_cut_off_is_never_read_wherever_it_was_cut()
    {
        using (var writer = new PartitionWriter(Folder))
        {
            Append(writer, 0, 3);
            Append(writer, 3, 3);
        }

        var file = LogSegment.All(Folder).Single().Path;
        var whole = File.ReadAllBytes(file);
        var second = whole.AsSpan(1).IndexOf("SFL1"u8) + 1;
        for (var length = second; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            Read(0).Count.ShouldBe(3);

            using var writer = new PartitionWriter(Folder);
            Append(writer, 3, 1).ShouldBe(3);
            Read(3).ShouldBe(["3: key 3 = value 3 (3)"]);
        }

        // As a file system may leave it: long enough, and not written.
        File.WriteAllBytes(file, [.. whole[..second], .. new byte[whole.Length - second]]);
        Read(0).Count.ShouldBe(3);
    }

    [Fact]
    public void A_byte_that_changed_is_named_and_never_read()
    {
        using (var writer = new PartitionWriter(Folder))
        {
            for (var from = 0; from < 30; from += 3)
                Append(writer, from, 3);
        }

        var file = LogSegment.All(Folder).Single().Path;
        var whole = File.ReadAllBytes(file);
        var last = whole.AsSpan().LastIndexOf("SFL1"u8);
        for (var position = 0; position < last; position++)
        {
            var damaged = whole.ToArray();
            damaged[position] ^= 0x10;
            File.WriteAllBytes(file, damaged);
            Should.Throw<LogDamagedException>(() => Read(0)).Message.ShouldStartWith($"{file} is damaged at byte ");
            Should.Throw<LogDamagedException>(() =>
            {
                using var writer = new PartitionWriter(Folder);
                Append(writer, 30, 1);
            });
            new FileInfo(file).Length.ShouldBe(whole.Length, "nothing may be cut off");
        }
    }

    [Fact]
    public void A_file_that_somebody_cut_under_a_writer_is_named()
    {
        using var writer = new PartitionWriter(Folder);
        Append(writer, 0, 3);
        var file = LogSegment.All(Folder).Single().Path;
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            stream.SetLength(5);

        Should.Throw<LogDamagedException>(() => Append(writer, 3, 1)).Message.ShouldStartWith($"{file} is ");
    }

    [Fact]
    public void The_oldest_files_are_deleted_beyond_the_retention_and_a_reader_that_was_there_is_told()
    {
        using var writer = new PartitionWriter(Folder, new PartitionSettings { SegmentBytes = 400, RetentionBytes = 1_000 });
        Append(writer, 0, 1);
        using var late = new PartitionReader(Folder, 0);
        late.TryRead(out _).ShouldBeTrue();
        for (var from = 1; from < 100; from++)
            Append(writer, from, 1);

        var (start, end) = PartitionReader.Range(Folder);
        end.ShouldBe(100);
        start.ShouldBeInRange(70, 99);
        Read(start).Count.ShouldBe((int)(end - start));
        new DirectoryInfo(Folder).EnumerateFiles().Sum(segment => segment.Length).ShouldBeLessThan(1_500);
        Should.Throw<OffsetOutOfRangeException>(() => Read(start - 1)).Start.ShouldBe(start);
        Should.Throw<OffsetOutOfRangeException>(() => Read(101)).Message.ShouldBe(
            $"{Folder} has the offsets from {start} to 100, and not 101: records were lost, or this is another log.");
        Should.Throw<OffsetOutOfRangeException>(() =>
        {
            while (late.TryRead(out _)) { }
        }).Message.ShouldEndWith("older records were deleted.");
    }

    [Fact]
    public void Files_older_than_the_retention_are_deleted_when_a_new_one_begins()
    {
        var clock = new Clock();
        using var writer = new PartitionWriter(Folder, new PartitionSettings { SegmentBytes = 100, RetentionTime = TimeSpan.FromHours(1) }, clock);
        for (var from = 0; from < 10; from += 5)
            Append(writer, from, 5);
        PartitionReader.Range(Folder).Start.ShouldBe(0);
        clock.Now += TimeSpan.FromHours(2);
        Append(writer, 10, 5);

        PartitionReader.Range(Folder).ShouldBe((10, 15));
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static long Append(PartitionWriter writer, int from, int count)
    {
        var batch = new RecordBatch();
        for (var number = from; number < from + count; number++)
            batch.Add(Utf8($"key {number}"), Utf8($"value {number}"), Utf8($"{number}"));
        return writer.Append(batch, TestContext.Current.CancellationToken);
    }

    private List<string> Read(long offset)
    {
        using var reader = new PartitionReader(Folder, offset);
        var records = new List<string>();
        while (reader.TryRead(out var record))
            records.Add(string.Create(CultureInfo.InvariantCulture, $"{record.Offset}: {Text(record.Key)} = {Text(record.Value)} ({Text(record.Headers)})"));
        return records;
    }

    private static byte[] Utf8(FormattableString text) => Encoding.UTF8.GetBytes(FormattableString.Invariant(text));

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
