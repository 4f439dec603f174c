using System.Buffers.Binary;
using System.IO.Compression;

namespace StellarForge.Parquet.Tests;

public class Crc32Tests
{
    [Fact]
    public void It_is_the_sum_that_the_field_calls_crc_32() => Crc32.Of("123456789"u8).ToString("X8").ShouldBe("CBF43926");

    [Fact]
    public void It_is_the_sum_that_gzip_writes()
    {
        var random = new Random(3);
        for (var length = 0; length < 100; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            using var stream = new MemoryStream();
            using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(bytes);

            // A stream of nothing is not written at all.
            if (length > 0)
                Crc32.Of(bytes).ShouldBe(BinaryPrimitives.ReadUInt32LittleEndian(stream.ToArray().AsSpan()[^8..]));
        }
    }
}
