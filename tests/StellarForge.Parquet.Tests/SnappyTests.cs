using System.Text;
using Snappier;

namespace StellarForge.Parquet.Tests;

public class SnappyTests
{
    public static TheoryData<string, byte[]> Blocks => new()
    {
        { "empty", [] },
        { "one byte", [7] },
        { "a run", new byte[200_000] },
        { "shorter than the matcher's margin", "abcabcabcabca"u8.ToArray() },
        { "text", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(number => $"order {number * 7919 % 1000} of {number % 13}; "))) },
        { "noise", Noise(150_000, 256) },
        { "four letters", Noise(150_000, 4) },
        { "two fragments, and one byte", Noise(65_537, 3) },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_comes_back(string name, byte[] block)
    {
        var compressed = new byte[Snappy.GetMaxCompressedLength(block.Length)];
        var length = Snappy.Compress(block, compressed);
        var restored = new byte[block.Length];

        Snappy.Decompress(compressed.AsSpan(0, length), restored);

        restored.AsSpan().SequenceEqual(block).ShouldBeTrue(name);
        if (name is "a run" or "text")
            length.ShouldBeLessThan(block.Length / 2);
    }

    [Fact]
    public void A_corrupt_block_is_refused_and_never_read_past_its_end()
    {
        var block = "to be or not to be, that is to be the question of to be"u8.ToArray();
        var compressed = new byte[Snappy.GetMaxCompressedLength(block.Length)];
        var length = Snappy.Compress(block, compressed);
        var random = new Random(1);
        var restored = new byte[block.Length];

        for (var attempt = 0; attempt < 20_000; attempt++)
        {
            var damaged = compressed[..random.Next(length + 1)];
            for (var flips = random.Next(3); flips > 0 && damaged.Length > 0; flips--)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Snappy.Decompress(damaged, restored);
            }
            catch (Exception error) when (error is InvalidDataException or ArgumentException)
            {
                continue;
            }
        }
    }

    private static byte[] Noise(int length, int values)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(values))];
    }
}
