using StellarForge.Sinks;

namespace StellarForge.Tests.Sinks;

public class ValueCopyTests
{
    [Fact]
    public void Values_of_every_length_are_copied_whole_and_nothing_beyond_them_is_touched()
    {
        for (var length = 0; length <= 100; length++)
        {
            var source = Enumerable.Range(1, length).Select(value => (byte)value).ToArray();
            var destination = new byte[length + 32];
            ValueCopy.Copy(source, ref destination[16]);
            destination.ShouldBe([.. new byte[16], .. source, .. new byte[16]], $"length {length}");
        }
    }
}
