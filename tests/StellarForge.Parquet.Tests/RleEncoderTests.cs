using System.Buffers;

namespace StellarForge.Parquet.Tests;

public class RleEncoderTests
{
    [Fact]
    public void Any_mixture_of_runs_and_single_values_comes_back()
    {
        var random = new Random(42);
        for (var attempt = 0; attempt < 500; attempt++)
        {
            var width = random.Next(1, 21);
            var values = new List<int>();
            for (var runs = random.Next(40); runs > 0; runs--)
                values.AddRange(Enumerable.Repeat(random.Next(1 << width), random.Next(2) == 0 ? random.Next(1, 4) : random.Next(1, 100)));
            var output = new ArrayBufferWriter<byte>();
            var decoded = new int[values.Count];

            RleEncoder.Encode(values.ToArray(), width, output);
            RleDecoder.Decode(output.WrittenSpan, width, decoded);

            decoded.ShouldBe(values);
        }
    }

    [Fact]
    public void A_run_is_one_header_and_one_value()
    {
        var output = new ArrayBufferWriter<byte>();

        RleEncoder.Encode(Enumerable.Repeat(5, 1_000).ToArray(), width: 3, output);

        // 1,000 << 1 as a varint, then the value in one byte.
        output.WrittenSpan.ToArray().ShouldBe([0xD0, 0x0F, 0x05]);
    }
}
