using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Rows;

namespace StellarForge.Tests.Sinks;

public class ChecksumSinkTests
{
    private delegate void Put(ref ChecksumSink sink);

    // Changing these changes every checksum ever shown: raise StreamKey.AlgorithmVersion.
    [Theory]
    [InlineData(1, "1:4731a0fdd9a3f0a0d2306b3a1343707e")]
    [InlineData(1_000, "1000:3a27075343d6aae434cf3735a05ec412")]
    public void The_checksum_of_the_same_rows_never_changes(int rows, string expected) => Sum(0, rows).ToString().ShouldBe(expected);

    [Fact]
    public void The_order_of_rows_does_not_matter() => (Sum(500, 1_000) + Sum(0, 500)).ShouldBe(Sum(0, 1_000));

    [Fact]
    public void A_doubled_row_and_a_missing_one_show()
    {
        var whole = Sum(0, 1_000);

        (whole + Sum(7, 8)).ShouldNotBe(whole);
        (Sum(0, 999) + Sum(7, 8)).Sum.ShouldNotBe(whole.Sum);
    }

    [Fact]
    public void Values_swapped_between_two_rows_show()
    {
        var columns = new[] { Samples.Column(ColumnType.Int32), Samples.Column(ColumnType.Int32) };
        TableChecksum Rows(params (int, int)[] rows)
        {
            var sink = new ChecksumSink(Samples.Schema(columns));
            foreach (var (first, second) in rows)
            {
                sink.BeginRow();
                sink.Int32(0, first);
                sink.Int32(1, second);
                sink.EndRow();
            }

            return sink.Checksum;
        }

        Rows((1, 2), (3, 4)).ShouldNotBe(Rows((1, 4), (3, 2)));
        Rows((1, 2)).ShouldNotBe(Rows((2, 1)));
    }

    [Fact]
    public void Integers_of_every_width_are_the_same_value()
    {
        var expected = Of(ColumnType.Int64, (ref sink) => sink.Int64(0, 7));

        Of(ColumnType.Byte, (ref sink) => sink.Int16(0, 7)).ShouldBe(expected);
        Of(ColumnType.Int32, (ref sink) => sink.Int32(0, 7)).ShouldBe(expected);
        Of(ColumnType.UInt64, (ref sink) => sink.UInt64(0, 7)).ShouldBe(expected);
        Of(ColumnType.UInt64, (ref sink) => sink.UInt64(0, ulong.MaxValue)).ShouldNotBe(Of(ColumnType.Int64, (ref sink) => sink.Int64(0, -1)));
    }

    [Fact]
    public void A_single_is_the_double_that_it_equals() =>
        Of(ColumnType.Single, (ref sink) => sink.Single(0, 0.1f)).ShouldBe(Of(ColumnType.Double, (ref sink) => sink.Double(0, 0.1f)));

    [Fact]
    public void There_is_one_zero_and_one_NaN()
    {
        Of(ColumnType.Double, (ref sink) => sink.Double(0, -0.0)).ShouldBe(Of(ColumnType.Double, (ref sink) => sink.Double(0, 0.0)));
        Of(ColumnType.Double, (ref sink) => sink.Double(0, -double.NaN)).ShouldBe(Of(ColumnType.Double, (ref sink) => sink.Double(0, double.NaN)));
    }

    [Fact]
    public void Null_an_empty_text_and_zero_are_three_values() =>
        new[]
        {
            Of(ColumnType.Text, (ref sink) => sink.Null(0)),
            Of(ColumnType.Text, (ref sink) => sink.Utf8(0, default)),
            Of(ColumnType.Int32, (ref sink) => sink.Int32(0, 0)),
            Of(ColumnType.Date, (ref sink) => sink.Date(0, 0)),
            Of(ColumnType.Binary, (ref sink) => sink.Binary(0, default)),
        }.Distinct().Count().ShouldBe(5);

    [Fact]
    public void Every_bit_of_a_value_turns_about_half_of_the_bits_of_the_hash()
    {
        var turned = 0.0;
        for (var bit = 0; bit < 64; bit++)
        {
            for (var value = 0L; value < 16; value++)
            {
                var difference = Of(ColumnType.Int64, (ref sink) => sink.Int64(0, value)).Sum
                    ^ Of(ColumnType.Int64, (ref sink) => sink.Int64(0, value ^ (1L << bit))).Sum;
                var bits = (int)UInt128.PopCount(difference);
                bits.ShouldBeInRange(28, 100);
                turned += bits;
            }
        }

        (turned / (64 * 16)).ShouldBeInRange(63, 65);
    }

    [Fact]
    public void Every_byte_of_a_text_counts_at_every_length()
    {
        var seen = new HashSet<TableChecksum>();
        for (var length = 0; length < 40; length++)
        {
            var text = new byte[length];
            text.AsSpan().Fill((byte)'x');
            seen.Add(Of(ColumnType.Text, (ref sink) => sink.Utf8(0, text))).ShouldBeTrue();
            for (var place = 0; place < length; place++)
            {
                text[place] = (byte)'y';
                seen.Add(Of(ColumnType.Text, (ref sink) => sink.Utf8(0, text))).ShouldBeTrue();
                text[place] = (byte)'x';
            }
        }
    }

    [Theory]
    [InlineData("jsonb", """{"b": 1.50, "a":[1e2, "\u00e9"], "b": 2.0}""", """{"a": [100, "é"], "b": 2}""")]
    [InlineData("json", "[ ]", "[]")]
    [InlineData("char(5)", "ab", "ab   ")]
    public void What_a_store_keeps_of_a_text_is_what_counts(string typeName, string made, string stored) =>
        Text(made, typeName).ShouldBe(Text(stored, typeName));

    [Fact]
    public void What_a_store_keeps_of_a_number_is_what_counts()
    {
        Of(ColumnType.Double, (ref sink) => sink.Double(0, 0.1), "real").ShouldBe(Of(ColumnType.Double, (ref sink) => sink.Double(0, 0.1f), "real"));
        Of(ColumnType.Double, (ref sink) => sink.Double(0, 2.345), "decimal(10,2)")
            .ShouldBe(Of(ColumnType.Double, (ref sink) => sink.Double(0, 2.35), "decimal(10,2)"));
        Of(ColumnType.Timestamp, (ref sink) => sink.Timestamp(0, -1), "date")
            .ShouldBe(Of(ColumnType.Timestamp, (ref sink) => sink.Timestamp(0, -86_400_000_000), "date"));
    }

    [Fact]
    public void Buckets_add_up_to_the_checksum_and_a_row_stays_in_its_bucket()
    {
        var rows = Everything.Table.Rows(World.Default);
        var sink = new BucketChecksumSink(Everything.Schema);
        rows.Range(0, 1_000).WriteTo(ref sink);
        var captured = new CaptureSink(Everything.Schema);
        rows.Range(0, 1_000).WriteTo(ref captured);

        sink.Checksum.ShouldBe(Sum(0, 1_000));
        sink.Buckets.Span.Length.ShouldBe(4_096);
        sink.Buckets.ToArray().Count(bucket => bucket.Count > 0).ShouldBeGreaterThan(800);
        foreach (var row in captured.Rows.GroupBy(row => row.Bucket))
            sink.Buckets.Span[row.Key].ShouldBe(row.Aggregate(default(TableChecksum), (sum, next) => sum + new TableChecksum(1, next.Hash)));
    }

    [Fact]
    public void Rows_of_a_wanted_bucket_are_captured_as_text()
    {
        var all = new CaptureSink(Everything.Schema);
        Everything.Table.Rows(World.Default).Range(0, 50).WriteTo(ref all);
        var wanted = all.Rows[2].Bucket;
        var some = new CaptureSink(Everything.Schema, bucket => bucket == wanted);
        Everything.Table.Rows(World.Default).Range(0, 50).WriteTo(ref some);

        all.Rows.Count.ShouldBe(50);
        some.Rows.ShouldAllBe(row => row.Bucket == wanted);
        some.Rows.ShouldContain(row => row.Key == "3" && row.Values[0] == "3" && row.Values.Skip(1).All(value => value == null));
        all.Rows[1].Values[14].ShouldBe(Everything.Text(1));
    }

    private static TableChecksum Sum(long from, long to)
    {
        var sink = new ChecksumSink(Everything.Schema);
        Everything.Table.Rows(World.Default).Range(from, to).WriteTo(ref sink);
        return sink.Checksum;
    }

    private static TableChecksum Text(string text, string typeName) =>
        Of(ColumnType.Text, (ref sink) => sink.Utf8(0, System.Text.Encoding.UTF8.GetBytes(text)), typeName);

    private static TableChecksum Of(ColumnType type, Put put, string? typeName = null)
    {
        var sink = new ChecksumSink(Samples.Schema(Samples.Column(type, typeName)));
        sink.BeginRow();
        put(ref sink);
        sink.EndRow();
        return sink.Checksum;
    }
}
