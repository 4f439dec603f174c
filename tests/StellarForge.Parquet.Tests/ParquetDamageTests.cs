using System.Text.RegularExpressions;
using StellarForge.Schema;
using StellarForge.Sinks;
using StellarForge.Testing.Models;
using StellarForge.Testing.Rows;

namespace StellarForge.Parquet.Tests;

public partial class ParquetDamageTests
{
    private static readonly Table Table = AllTypes.Model.Tables[0];

    [Theory]
    [InlineData(ParquetCompression.None)]
    [InlineData(ParquetCompression.Snappy)]
    [InlineData(ParquetCompression.Gzip)]
    public void A_bit_that_flips_is_named_or_changes_no_row(ParquetCompression compression)
    {
        var file = Write(compression);
        var whole = Read(file);
        var harmless = 0;
        for (var position = 0; position < file.Length; position++)
        {
            foreach (var flip in (ReadOnlySpan<byte>)[(byte)(1 << (position % 8)), 0xFF])
            {
                file[position] ^= flip;
                try
                {
                    Read(file).ShouldBe(whole, $"byte {position} of {file.Length}, flipped by {flip}");
                    harmless++;
                }
                catch (FormatException error)
                {
                    error.Message.ShouldMatch(PlainWords().ToString(), $"byte {position} of {file.Length}, flipped by {flip}");
                }

                file[position] ^= flip;
            }
        }

        // The name of the writer, the order of columns, and the types of numbers in page headers.
        harmless.ShouldBeLessThan(file.Length / 10);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_named()
    {
        var file = Write(ParquetCompression.Snappy);
        for (var length = 0; length < file.Length; length++)
            Should.Throw<FormatException>(() => Read(file[..length])).Message.ShouldMatch(PlainWords().ToString());
    }

    [Fact]
    public void A_page_that_differs_from_its_checksum_is_named_by_row_group_and_column()
    {
        var file = Write(ParquetCompression.None);
        file[^(file.Length / 2)] ^= 4;

        // The second of two row groups begins before the middle of the file, which the footer takes up in part.
        Should.Throw<FormatException>(() => Read(file)).Message.ShouldMatch(@"^Row group \d of 2, column \w+: a page differs from its checksum\.$");
    }

    [Fact]
    public void A_page_that_says_more_values_than_pages_have_is_refused_before_it_gets_memory_for_them()
    {
        const int Claimed = 100_000_000;
        var page = new RowBuffer();
        var header = new ThriftCompactWriter(page);
        header.BeginStruct();
        header.Int32(1, 0);
        header.Int32(2, 1);
        header.Int32(3, 1);
        header.BeginStruct(5);
        header.Int32(1, Claimed);
        header.Int32(2, (int)ParquetEncoding.Plain);
        header.EndStruct();
        header.EndStruct();
        page.Append([0]);
        var column = new ParquetColumn(Samples.Column(ColumnType.Boolean), rows: 1);
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<FormatException>(() => ParquetPageReader.Read(page.WrittenSpan, new ColumnChunk(0, page.Length, Claimed, ParquetCompression.None), column))
            .Message.ShouldStartWith("it has a page that is damaged");

        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(Claimed);
    }

    // Two row groups, the second of which is not full.
    private static byte[] Write(ParquetCompression compression) =>
        new ParquetFormat(compression, rowsPerGroup: 20).Encode(Table, World.Default, rows: 30);

    private static TableChecksum Read(byte[] file)
    {
        var sink = new ChecksumSink(Table.Schema);
        var rows = new ParquetFormat().CreateDecoder(Table.Schema).Open(new MemoryStream(file));
        while (rows.WriteTo(ref sink))
            rows.RowsWritten.ShouldBe(sink.Checksum.Count);
        return sink.Checksum;
    }

    [GeneratedRegex(
        @"^(Its Parquet footer is damaged|It does not (begin|end) like a Parquet file|It is too short for a Parquet file" +
        @"|The file's columns are [^;]*; the model's table .* has .*" +
        @"|Row group \d of \d, column \w+: (a page|the header of a page|it has|its run lengths|its metadata) [\w', -]*)\.$")]
    private static partial Regex PlainWords();
}
