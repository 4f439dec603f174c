using StellarForge.Formats;
using StellarForge.Schema;
using StellarForge.Sinks;

namespace StellarForge.Testing.Rows;

/// <summary>
/// What every format has to keep: rows come back as they were, however the bytes are cut, and damaged bytes are refused in no other way
/// than by a <see cref="FormatException"/>.
/// </summary>
public static class FormatFuzz
{
    /// <summary>Reads rows back: whole, in pieces of random sizes, and into a sink that is full after each row.</summary>
    public static void ReadsBack(RowFormat format)
    {
        ReadsBack(format, Everything.Table);
        ReadsBack(format, EndsInText.Table);
    }

    private static void ReadsBack(RowFormat format, Table table, long rows = 1_000)
    {
        var bytes = format.Encode(table, World.Default, rows, flushThreshold: 512);
        var expected = new ChecksumSink(table.Schema);
        table.Rows(World.Default).Range(0, rows).WriteTo(ref expected);

        Decode(format, table.Schema, new MemoryStream(bytes)).ShouldBe(expected.Checksum);
        Decode(format, table.Schema, new Pieces(bytes)).ShouldBe(expected.Checksum);
        OneByOne(format, table.Schema, new MemoryStream(bytes)).ShouldBe(expected.Checksum);
        if (format.CreateDecoder(table.Schema) is RecordDecoder decoder)
            InSlices(decoder, bytes).ShouldBe(expected.Checksum);
    }

    /// <summary>
    /// Damages rows at random, again and again; what can still be read is written again, as text, as CSV and in other formats,
    /// as writers trust what sinks are given; and the rows whose values fit their columns are read back from there as they were.
    /// </summary>
    /// <returns>How many of the damaged runs of bytes were refused.</returns>
    public static int SurvivesDamage(RowFormat format, Table table, int seed, int times, params ReadOnlySpan<RowFormat> others)
    {
        var bytes = format.Encode(table, World.Default, rows: 20);
        var random = new Random(seed);
        var refused = 0;
        var readBack = 0L;
        for (var time = 0; time < times; time++)
        {
            var damaged = Damage(bytes, random);
            try
            {
                // Text of each value: the value must be one that can be written.
                var sink = new CaptureSink(table.Schema);
                Drain(format.CreateDecoder(table.Schema).Open(new MemoryStream(damaged)), ref sink, damaged.Length);
                foreach (var other in (ReadOnlySpan<RowFormat>)[new CsvFormat(), format, .. others])
                {
                    Encode(format.CreateDecoder(table.Schema).Open(new MemoryStream(damaged)), other);
                    var fitting = new FittingRows(format.CreateDecoder(table.Schema).Open(new MemoryStream(damaged)));
                    var rewritten = Encode(fitting, other);
                    ReadsBack(other, rewritten, fitting);
                    readBack += fitting.Checksum.Count;
                }
            }
            catch (FormatException error)
            {
                error.Message.ShouldNotBeEmpty();
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"Seed {seed}, damage {time}: {format.Name} ends in {error.GetType().Name} for {Convert.ToBase64String(damaged)}",
                    error);
            }
        }

        readBack.ShouldBePositive();
        return refused;
    }

    private static TableChecksum Decode(RowFormat format, TableSchema schema, Stream stream)
    {
        var sink = new ChecksumSink(schema);
        var source = format.CreateDecoder(schema).Open(stream);
        Drain(source, ref sink, int.MaxValue);
        source.RowsWritten.ShouldBe(sink.Checksum.Count);
        return sink.Checksum;
    }

    private static TableChecksum OneByOne(RowFormat format, TableSchema schema, Stream stream)
    {
        var source = format.CreateDecoder(schema).Open(stream);
        var row = new StagedRow(schema);
        var checksum = new ChecksumSink(schema);
        for (var hasMore = true; hasMore;)
        {
            row.Clear();
            var sink = row.Sink;
            hasMore = source.WriteTo(ref sink);
            if (row.HasRow)
                row.WriteTo(ref checksum);
        }

        return checksum.Checksum;
    }

    private static TableChecksum InSlices(RecordDecoder decoder, byte[] bytes)
    {
        var random = new Random(1);
        var sink = new ChecksumSink(decoder.Schema);
        for (var (start, end) = (0, 0); start < bytes.Length;)
        {
            end = Math.Min(bytes.Length, end + random.Next(0, 300));
            start += decoder.Decode(bytes.AsSpan(start, end - start), end == bytes.Length, ref sink);
            if (end == bytes.Length)
                start.ShouldBe(end);
        }

        return sink.Checksum;
    }

    private static void Drain<TSink>(RowSource source, ref TSink sink, int most)
        where TSink : struct, IRowSink
    {
        for (var calls = 0; source.WriteTo(ref sink); calls++)
            calls.ShouldBeLessThan(most, "the decoder goes on without end");
    }

    private static byte[] Encode(RowSource source, RowFormat format)
    {
        using var bytes = new MemoryStream();
        using var buffer = new RowBuffer();
        using var encoder = format.CreateEncoder(source.Schema);
        encoder.Begin(buffer);
        for (var hasMore = true; hasMore; buffer.Clear())
        {
            hasMore = encoder.Write(source, buffer);
            if (!hasMore)
                encoder.End(buffer);
            bytes.Write(buffer.WrittenSpan);
        }

        return bytes.ToArray();
    }

    private static void ReadsBack(RowFormat format, byte[] bytes, FittingRows expected)
    {
        try
        {
            Decode(format, expected.Schema, new MemoryStream(bytes)).ShouldBe(expected.Checksum);
        }
        catch (FormatException error)
        {
            throw new InvalidOperationException($"{format.Name} does not read what it wrote.", error);
        }
    }

    /// <summary>Bytes with one to three changes: bits, bytes, runs that are taken out, doubled or drawn.</summary>
    public static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = new List<byte>(bytes);
        for (var count = random.Next(1, 4); count > 0 && damaged.Count > 0; count--)
        {
            var at = random.Next(damaged.Count);
            var length = Math.Min(random.Next(1, 40), damaged.Count - at);
            switch (random.Next(6))
            {
                case 0: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: damaged[at] = (byte)random.Next(256); break;
                case 2: damaged.RemoveRange(at, length); break;
                case 3: damaged.InsertRange(at, damaged.GetRange(random.Next(damaged.Count - length + 1), length)); break;
                case 4: damaged.RemoveRange(at, damaged.Count - at); break;
                default:
                    var noise = new byte[length];
                    random.NextBytes(noise);
                    damaged.InsertRange(at, noise);
                    break;
            }
        }

        return [.. damaged];
    }

    // The rows of a source each value of which its column can hold; of others, a format need not keep anything.
    private sealed class FittingRows(RowSource source) : RowSource
    {
        private readonly StagedRow _row = new(source.Schema);
        private readonly RowValidator _validator = new(source.Schema);
        private ChecksumSink _rows = new(source.Schema);

        public override TableSchema Schema => source.Schema;

        public TableChecksum Checksum => _rows.Checksum;

        public override bool WriteTo<TSink>(ref TSink sink)
        {
            for (var hasMore = true; hasMore && !sink.IsFull;)
            {
                _row.Clear();
                var staged = _row.Sink;
                hasMore = source.WriteTo(ref staged);
                if (_row.HasRow && Fits())
                {
                    _row.WriteTo(ref sink);
                    _row.WriteTo(ref _rows);
                }

                if (!hasMore)
                    return false;
            }

            return true;
        }

        private bool Fits()
        {
            try
            {
                _validator.Check(_row);
                return true;
            }
            catch (ColumnValueException)
            {
                return false;
            }
        }
    }

    // Gives as little as a stream may.
    private sealed class Pieces(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly Random _random = new(2);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, _random.Next(1, 100)));
    }
}
